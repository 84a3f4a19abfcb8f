package org.vespabench.backends;

import java.net.URI;
import java.util.List;
import java.util.ServiceLoader;
import org.testcontainers.containers.GenericContainer;
import org.vespabench.api.Benchmark;
import org.vespabench.api.Coordinates;
import org.vespabench.api.TestRequestProvider;

/** The plugins on the class path of these tests, all of ours, and where a container listens. */
final class Plugins {
  private Plugins() {}

  static Benchmark find(String coordinates) {
    Coordinates wanted = Coordinates.parse(coordinates);
    return all().stream()
        .filter(plugin -> plugin.coordinates().equals(wanted))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no plugin " + coordinates));
  }

  static List<TestRequestProvider> all() {
    return ServiceLoader.load(TestRequestProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  static URI url(GenericContainer<?> server, int port) {
    return URI.create("http://" + server.getHost() + ":" + server.getMappedPort(port));
  }
}
