package org.vespabench.runner;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.vespabench.api.HttpReply;
import org.vespabench.api.HttpSession;
import org.vespabench.api.TestRequest;

/** Holds the house together: who may use whom, and who may touch what. */
@AnalyzeClasses(
    packages = {"org.vespabench.runner", "org.vespabench.testkit"},
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String ROOT = "org.vespabench.";
  private static final String ENTRY = "runner";

  /** Data passes from the left to the right; a package sees only what is named here. */
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          Map.entry(
              ENTRY,
              List.of(
                  "runner.benchmark",
                  "runner.client",
                  "runner.http",
                  "runner.measure",
                  "runner.config")),
          Map.entry(
              "runner.cli",
              List.of(
                  "runner.route",
                  "runner.loadtest",
                  "runner.slo",
                  "runner.client",
                  "runner.benchmark",
                  "runner.request",
                  "runner.http",
                  "runner.load",
                  "runner.measure",
                  "runner.report",
                  "runner.plugin",
                  "runner.config",
                  "runner.scaffold",
                  "runner.simulate",
                  "runner.auth",
                  "runner.autoscaler",
                  "runner.fleet",
                  "runner.proxy",
                  "runner.relay",
                  "runner.worker")),
          Map.entry(
              "runner.worker",
              List.of(
                  "runner.benchmark",
                  "runner.client",
                  "runner.report",
                  "runner.metrics",
                  "runner.fleet",
                  "runner.auth",
                  "runner.proxy",
                  "runner.server",
                  "runner.http",
                  "runner.measure",
                  "runner.config")),
          Map.entry(
              "runner.loadtest",
              List.of(
                  "runner.route",
                  "runner.slo",
                  "runner.client",
                  "runner.server",
                  "runner.benchmark",
                  "runner.request",
                  "runner.http",
                  "runner.load",
                  "runner.measure",
                  "runner.config")),
          Map.entry(
              "runner.benchmark",
              List.of(
                  "runner.client",
                  "runner.request",
                  "runner.http",
                  "runner.load",
                  "runner.measure",
                  "runner.config")),
          Map.entry("runner.request", List.of("runner.config")),
          Map.entry("runner.route", List.of("runner.http", "runner.auth", "runner.measure")),
          Map.entry(
              "runner.relay",
              List.of(
                  "runner.route",
                  "runner.http",
                  "runner.proxy",
                  "runner.server",
                  "runner.measure")),
          Map.entry("runner.fleet", List.of("runner.http", "runner.measure")),
          Map.entry("runner.http", List.of("runner.load", "runner.measure")),
          Map.entry("runner.load", List.of("runner.measure")),
          Map.entry("runner.measure", List.of()),
          Map.entry("runner.slo", List.of("runner.measure", "runner.config")),
          Map.entry("runner.client", List.of("runner.measure")),
          Map.entry("runner.report", List.of("runner.measure")),
          Map.entry("runner.simulate", List.of("runner.server")),
          Map.entry("runner.autoscaler", List.of("runner.auth", "runner.server", "runner.measure")),
          Map.entry("runner.auth", List.of()),
          Map.entry("runner.plugin", List.of("runner.config")),
          Map.entry("runner.config", List.of()),
          Map.entry("runner.scaffold", List.of()),
          Map.entry("runner.proxy", List.of("runner.server", "runner.measure")),
          Map.entry("runner.metrics", List.of("runner.server")),
          Map.entry("runner.server", List.of()),
          Map.entry(
              "testkit",
              List.of(
                  ENTRY,
                  "runner.benchmark",
                  "runner.client",
                  "runner.request",
                  "runner.http",
                  "runner.load",
                  "runner.measure",
                  "runner.plugin",
                  "runner.config",
                  "runner.simulate",
                  "runner.server")));

  @ArchTest
  static void everyPackageHasItsPlace(JavaClasses all) {
    TreeSet<String> names =
        all.stream()
            .map(one -> one.getPackageName().substring(ROOT.length()))
            .collect(toCollection(TreeSet::new));

    assertThat(MAY_USE.keySet()).containsAll(names);
  }

  @ArchTest
  static void eachPackageUsesOnlyThoseToItsRight(JavaClasses all) {
    MAY_USE.forEach((name, others) -> usesOnly(name, others).check(all));
  }

  private static ArchRule usesOnly(String name, List<String> others) {
    DescribedPredicate<JavaClass> allowed =
        resideInAPackage(ROOT + name).or(resideInAPackage(ROOT + "api"));
    for (String other : others) {
      allowed = allowed.or(resideInAPackage(ROOT + other));
    }
    DescribedPredicate<JavaClass> foreign =
        DescribedPredicate.not(resideInAPackage("org.vespabench.."));
    return classes()
        .that()
        .resideInAPackage(ROOT + name)
        .should()
        .onlyDependOnClassesThat(
            allowed.or(foreign).as("are of other libraries, the api, or one of " + others))
        .allowEmptyShould(true);
  }

  @ArchTest
  static final ArchRule THERE_ARE_NO_CYCLES =
      slices().matching(ROOT + "(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_LINE_TOUCHES_THE_STANDARD_STREAMS =
      noClasses().that().resideOutsideOfPackage("..cli").should(ACCESS_STANDARD_STREAMS);

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_LINE_EXITS =
      noClasses()
          .that()
          .resideOutsideOfPackage("..cli")
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class);

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_LINE_SEES_PICOCLI =
      noClasses()
          .that()
          .resideOutsideOfPackage("..cli")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  @ArchTest
  static final ArchRule ONLY_HTTP_PROXY_AND_SERVER_SEE_THE_HTTP_LIBRARY =
      noClasses()
          .that()
          .resideOutsideOfPackages("..http", "..proxy", "..server")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.hc..");

  @ArchTest
  static final ArchRule ONLY_METRICS_SEES_THE_LIBRARY_OF_PROMETHEUS =
      noClasses()
          .that()
          .resideOutsideOfPackage("..metrics")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.prometheus..");

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_LINE_SEES_THE_LOG_PROVIDER =
      noClasses()
          .that()
          .resideOutsideOfPackage("..cli")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ch.qos.logback..");

  @ArchTest
  static final ArchRule LOAD_AND_MEASURE_KNOW_NO_HTTP =
      noClasses()
          .that()
          .resideInAnyPackage("..load", "..measure")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.hc..", "java.net..")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(HttpReply.class, HttpSession.class, TestRequest.class);

  @ArchTest
  static final ArchRule PUBLIC_CLASSES_ARE_FINAL_OR_ABSTRACT =
      classes()
          .that()
          .arePublic()
          .and()
          .areNotInterfaces()
          .and()
          .areNotEnums()
          .should()
          .haveModifier(FINAL)
          .orShould()
          .haveModifier(ABSTRACT);
}
