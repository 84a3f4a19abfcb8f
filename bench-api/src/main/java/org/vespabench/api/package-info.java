/**
 * The contract between Vespa Bench and its plugins. Who has read this page can write one.
 *
 * <h2>What a plugin is</h2>
 *
 * <p>A plugin says <em>what one request is and how much work it did</em>. The runner decides
 * <em>how hard to push</em>, takes the times, and reports. A plugin is a jar on the class path with
 * one class and one text file:
 *
 * <pre>{@code
 * package com.acme;
 *
 * import org.vespabench.api.*;
 *
 * public final class Embeddings implements TestRequestProvider, BackendSimulator {
 *   public Coordinates coordinates() {
 *     return Coordinates.parse("acme.embeddings");
 *   }
 *
 *   public TestRequest next(RequestContext context) {
 *     String text = TestRequest.quote(context.prompt(128));
 *     return TestRequest.post("/v1/embeddings", "{\"model\": \"bge\", \"input\": " + text + "}")
 *         .reading(Embeddings::read);
 *   }
 *
 *   private static Work read(HttpReply reply) {
 *     if (!reply.body().contains("\"embedding\"")) {
 *       throw new BenchmarkException("no embedding: " + BenchmarkException.excerpt(reply.body()));
 *     }
 *     return Work.asDeclared();
 *   }
 *
 *   public SimulatedReply simulate(TestRequest request, SimulatedReply reply) {
 *     return reply.work(1, (queued, worked) -> "{\"data\": [{\"embedding\": [0.1]}]}");
 *   }
 * }
 * }</pre>
 *
 * <p>The text file is {@code META-INF/services/org.vespabench.api.TestRequestProvider} and holds
 * the line {@code com.acme.Embeddings}. Drop the jar into {@code dist/plugins} and run {@code bench
 * run acme.embeddings --url http://…}; since the class is also a {@link
 * org.vespabench.api.BackendSimulator}, {@code bench demo acme.embeddings} works without any
 * backend.
 *
 * <h2>Work and units</h2>
 *
 * <p>Throughput is <em>work per second</em>, in the unit in which requests are priced. A request
 * {@linkplain org.vespabench.api.TestRequest#declaring declares} what it asks for; its reply tells
 * what was done: {@link org.vespabench.api.Work#done} if the backend counted, {@link
 * org.vespabench.api.Work#asDeclared} if the reply proves it, {@link
 * org.vespabench.api.Work#unknown} if nobody knows. {@link org.vespabench.api.Benchmark#unit} names
 * the unit.
 *
 * <h2>Success and failure</h2>
 *
 * <p>Readers see replies of status 2xx only; everything else is a failure already. Throw {@link
 * org.vespabench.api.BenchmarkException} when a 200 is not what the protocol promises: an error
 * inside a stream, a job that failed, an HTML page. <strong>Never return a number that was not
 * measured</strong>: {@link org.vespabench.api.BenchmarkResult} refuses it, and only the runner
 * decides what an autoscaler is told when there is none.
 *
 * <h2>Streams</h2>
 *
 * <p>Give {@link org.vespabench.api.TestRequest#streaming} a {@link
 * org.vespabench.api.StreamReader}. The runner decodes server-sent events and NDJSON, takes the
 * time of each event before the reader sees it, and gets the figures from the {@link
 * org.vespabench.api.Output} that the reader returns.
 *
 * <h2>Requests with follow-ups</h2>
 *
 * <p>Some backends answer with a job's id. {@link org.vespabench.api.TestRequest#followedBy} goes
 * on from there with an {@link org.vespabench.api.HttpSession}: poll until the job is done, and say
 * with {@link org.vespabench.api.HttpSession#onCancel} what to send if the user interrupts.
 *
 * <h2>Settings</h2>
 *
 * <p>Each number that somebody may want to change is a {@link org.vespabench.api.Setting}: it
 * becomes a flag and an environment variable, is checked, listed by {@code bench list}, and stated
 * in the result with where it came from.
 *
 * <h2>Which interface</h2>
 *
 * <ul>
 *   <li>{@link org.vespabench.api.TestRequestProvider}: requests. Nearly always this one.
 *   <li>{@link org.vespabench.api.Benchmark}: a procedure of your own, with the runner's tools:
 *       {@link org.vespabench.api.BenchmarkContext}.
 *   <li>{@link org.vespabench.api.BackendSimulator}: beside either, to play the backend.
 * </ul>
 *
 * <h2>What may be absent</h2>
 *
 * <p>Nothing in this package accepts or returns null unless its documentation says so. What may be
 * absent is an {@link java.util.Optional}, an {@link java.util.OptionalDouble}, or an empty
 * collection.
 *
 * <h2>How it grows</h2>
 *
 * <p>Interfaces here are either implemented by the runner or have defaults for everything that was
 * added later; what plugins build is made of final classes. So a plugin that works today goes on
 * working with later versions of the same major number.
 *
 * @since 0.1
 */
package org.vespabench.api;
