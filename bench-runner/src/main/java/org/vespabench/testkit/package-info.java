/**
 * A kit for tests of plugins: backends that misbehave as they are told, the real engine, and checks
 * of what every plugin must keep. It needs no test framework, and works with each.
 *
 * <h2>What is in it</h2>
 *
 * <ul>
 *   <li>{@link org.vespabench.testkit.PluginAssertions}: {@code assertDiscoverable} finds a missing
 *       services line, {@code assertKeepsContract} what is wrong with the plugin itself, {@code
 *       assertRefuses} a reader that takes anything for work.
 *   <li>{@link org.vespabench.testkit.PluginRun}: runs the plugin as {@code bench run} would, over
 *       real sockets, and returns a {@link org.vespabench.testkit.Measurement}; {@code start} gives
 *       a {@link org.vespabench.testkit.StartedRun}, to be interrupted.
 *   <li>{@link org.vespabench.testkit.ScriptedBackend} plays one {@link
 *       org.vespabench.testkit.ScriptedReply} after another: late, in pieces, with gaps between
 *       events, cut short, reset, never; and remembers each {@link
 *       org.vespabench.testkit.ReceivedRequest}.
 *   <li>{@link org.vespabench.testkit.BackendScenario}: what a plugin must do with any backend, a
 *       real one above all; for a server with a tiny model, in a container or on a laptop.
 *   <li>{@link org.vespabench.testkit.FixedReply}: a reply for a reader or for {@code adapt}, where
 *       no socket is needed.
 * </ul>
 *
 * <h2>A whole test of a plugin</h2>
 *
 * <p>With JUnit and AssertJ, for a plugin that begins jobs and asks until they are done:
 *
 * <pre>{@code
 * class JobsTest {
 *   private static final Capacity QUICK =
 *       Capacity.defaults().withStreamRate(10_000).withTtft(Duration.ZERO);
 *
 *   @Test
 *   void isAPlugin() {
 *     PluginAssertions.assertDiscoverable("acme.jobs");
 *     PluginAssertions.assertKeepsContract(new Jobs());
 *   }
 *
 *   @Test
 *   void onlyAJobIsWork() {
 *     PluginAssertions.assertRefuses(new Jobs(), ScriptedReply.html("<html>Bad gateway</html>"));
 *     PluginAssertions.assertRefuses(new Jobs(), ScriptedReply.json("{}"));
 *   }
 *
 *   @Test
 *   void everyPictureThatWasRenderedCounts() throws Exception {
 *     Measurement measured = PluginRun.of(new Jobs()).with("runs", "2").onSimulator(QUICK);
 *
 *     assertThat(measured.done()).isEqualTo(20);
 *     assertThat(measured.estimated()).isZero();
 *   }
 *
 *   @Test
 *   void aRefusalIsCountedByItsStatus() throws Exception {
 *     try (ScriptedBackend backend = ScriptedBackend.start()) {
 *       ScriptedReply started = ScriptedReply.json("{\"id\": \"1\"}");
 *       backend
 *           .on("/jobs", started, ScriptedReply.status(429, "slow down"), started)
 *           .on("/jobs/1", ScriptedReply.json("{\"state\": \"done\"}"));
 *
 *       Measurement measured = PluginRun.of(new Jobs()).with("runs", "1").against(backend.url());
 *
 *       assertThat(measured.failures()).containsOnlyKeys("status:429");
 *     }
 *   }
 *
 *   @Test
 *   void anInterruptCancelsTheJob() throws Exception {
 *     try (ScriptedBackend backend = ScriptedBackend.start()) {
 *       backend
 *           .on("/jobs", ScriptedReply.json("{\"id\": \"1\"}"))
 *           .on("/jobs/1", ScriptedReply.json("{\"state\": \"running\"}"));
 *       try (StartedRun run = PluginRun.of(new Jobs()).start(backend.url())) {
 *         backend.awaitRequest("/jobs/1");
 *         run.interrupt();
 *         assertThat(run.join().throughput()).isEmpty();
 *       }
 *       backend.awaitRequest("/jobs/1/cancel");
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>{@link org.vespabench.runner.simulate.Capacity} is the only type of the runner that is part of
 * the kit. The plugin itself is in {@code docs/plugin-guide.md}; a test of this project compiles
 * both, and runs this one.
 *
 * <h2>What a test should know</h2>
 *
 * <ul>
 *   <li>Settings are those of the command line, as text. No variables and no files are read, and
 *       none are written.
 *   <li>Prompts are made from the seed 1: a test that fails, fails again.
 *   <li>The warm-up takes the first reply of a script, if its path is that of the requests; and the
 *       last reply of a script repeats.
 *   <li>Where nothing could be measured there is no exception: {@code throughput()} is empty, and
 *       {@code reason()} says why, as an operator would read it.
 *   <li>Hold counts against each other, not times: how long something took on a busy machine says
 *       little about the plugin.
 *   <li>What is public here stays as it is within a major version.
 * </ul>
 *
 * @since 0.1
 */
@NullMarked
package org.vespabench.testkit;

import org.jspecify.annotations.NullMarked;
