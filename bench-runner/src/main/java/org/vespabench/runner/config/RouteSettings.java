package org.vespabench.runner.config;

import java.time.Duration;
import java.util.List;
import org.vespabench.api.Setting;

/** The settings of what goes through an autoscaler. */
public final class RouteSettings {
  /** Which endpoint; empty for none: straight to the backend. */
  public static final Setting<String> ENDPOINT =
      Setting.text("endpoint", "", "send through the autoscaler, to this endpoint's workers")
          .env("VAST_ENDPOINT");

  /** What the console knows the account by. */
  public static final Setting<String> ACCOUNT_KEY =
      Setting.text(
              "account-key", "", "looks the endpoint's key up; also in the file ~/.vast_api_key")
          .env("VAST_ACCOUNT_KEY")
          .secret();

  /** What the autoscaler knows the endpoint's clients by. */
  public static final Setting<String> ENDPOINT_KEY =
      Setting.text("endpoint-key", "", "the endpoint's key, which is then not looked up")
          .env("VAST_API_KEY")
          .secret();

  /** Which autoscaler. */
  public static final Setting<String> INSTANCE =
      Setting.choice(
          "instance",
          "which autoscaler: local is port 8080 of this machine",
          "prod",
          "alpha",
          "candidate",
          "local");

  /** Where keys are looked up. */
  public static final Setting<String> CONSOLE_URL =
      Setting.text("console-url", "", "where keys and certificates are, instead of the instance's");

  /** Where workers are named. */
  public static final Setting<String> AUTOSCALER_URL =
      Setting.text("autoscaler-url", "", "where requests are routed, instead of the instance's");

  /** What to do where no worker is ready. */
  public static final Setting<String> ON_NO_WORKER =
      Setting.choice(
          "on-no-worker", "where no worker is ready: wait for one, or fail", "wait", "fail");

  /** How long a request may look for a worker. */
  public static final Setting<Duration> ROUTE_TIMEOUT =
      Setting.duration(
              "route-timeout", Duration.ofMinutes(1), "how long a request may look for a worker")
          .where(time -> !time.isZero() && !time.isNegative(), "a time above 0");

  private RouteSettings() {}

  /** List them. */
  public static List<Setting<?>> all() {
    return List.of(
        ENDPOINT,
        ACCOUNT_KEY,
        ENDPOINT_KEY,
        INSTANCE,
        CONSOLE_URL,
        AUTOSCALER_URL,
        ON_NO_WORKER,
        ROUTE_TIMEOUT);
  }
}
