package org.vespabench.runner.measure;

/** Is told of every measured exchange of a load test, on I/O threads: it must not block. */
@FunctionalInterface
public interface ExchangeLog {
  /** Keep nothing. */
  ExchangeLog NONE = entry -> {};

  /**
   * One exchange.
   *
   * @param index which request of the whole test, from 0
   * @param id what the backend was told that it is called: the header X-Request-Id
   * @param stage which stage, from 0
   * @param model which model, empty where there is only one
   * @param exchange its times, and what became of it
   */
  record Entry(long index, String id, int stage, String model, Exchange exchange) {}

  /** Forget what was taken so far: the test begins anew. */
  default void begin() {}

  /** Take one. */
  void add(Entry entry);
}
