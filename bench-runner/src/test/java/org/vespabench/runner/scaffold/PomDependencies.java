package org.vespabench.runner.scaffold;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The dependencies of a pom that those who use it get as well, and its plugins.
 *
 * @param pom what was read
 */
record PomDependencies(Document pom) {
  private static final Set<String> INHERITED_SCOPES = Set.of("compile", "runtime");

  static PomDependencies of(Path file) throws Exception {
    return new PomDependencies(
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile()));
  }

  /** Write each as group, artifact and scope. */
  Set<String> withScopes() {
    return inherited().stream()
        .map(one -> String.join(":", child(one, "groupId"), child(one, "artifactId"), scope(one)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Write each as group, artifact and version. */
  List<String> coordinates() {
    return inherited().stream().map(PomDependencies::coordinates).toList();
  }

  /** Write each that whoever uses this has already, as group, artifact and version. */
  List<String> provided() {
    return all().stream()
        .filter(one -> scope(one).equals("provided"))
        .map(PomDependencies::coordinates)
        .toList();
  }

  private static String coordinates(Element one) {
    return String.join(":", child(one, "groupId"), child(one, "artifactId"), child(one, "version"));
  }

  List<String> versions() {
    return inherited().stream().map(one -> child(one, "version")).toList();
  }

  List<String> pluginVersions() {
    return elements(pom.getDocumentElement(), "plugin").stream()
        .map(one -> child(one, "version"))
        .toList();
  }

  private List<Element> inherited() {
    return all().stream().filter(one -> INHERITED_SCOPES.contains(scope(one))).toList();
  }

  private List<Element> all() {
    return elements(pom.getDocumentElement(), "dependency");
  }

  private static String scope(Element dependency) {
    String scope = child(dependency, "scope");
    return scope.isEmpty() ? "compile" : scope;
  }

  private static String child(Element parent, String name) {
    return elements(parent, name).stream().map(Element::getTextContent).findFirst().orElse("");
  }

  private static List<Element> elements(Element parent, String name) {
    NodeList found = parent.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }
}
