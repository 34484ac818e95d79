// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * What tests ask of the project's pom.
 *
 * @param properties by name
 * @param forced the single artifacts of dependencyManagement, as Quarkus names their files: group.name-version.jar
 */
record Pom(Map<String, String> properties, List<String> forced) {

    static Pom read(Path file) throws IOException, ParserConfigurationException, SAXException {
        var project = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
        var properties = new HashMap<String, String>();
        children(child(project, "properties")).forEach(one -> properties.put(one.getTagName(), one.getTextContent()));
        var forced = new ArrayList<String>();
        for (var one : children(child(child(project, "dependencyManagement"), "dependencies"))) {
            if (children(one).stream().noneMatch(part -> part.getTagName().equals("scope"))) {
                var version = text(one, "version");
                if (version.startsWith("${")) {
                    version =
                            Objects.requireNonNull(properties.get(version.substring(2, version.length() - 1)), version);
                }
                forced.add(text(one, "groupId") + "." + text(one, "artifactId") + "-" + version + ".jar");
            }
        }
        return new Pom(properties, forced);
    }

    String property(String name) {
        return Objects.requireNonNull(properties.get(name), name);
    }

    private static String text(Element parent, String name) {
        return child(parent, name).getTextContent().strip();
    }

    private static Element child(Element parent, String name) {
        return children(parent).stream()
                .filter(one -> one.getTagName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("pom.xml: " + parent.getTagName() + " has no " + name));
    }

    private static List<Element> children(Element parent) {
        var found = new ArrayList<Element>();
        for (Node one = parent.getFirstChild(); one != null; one = one.getNextSibling()) {
            if (one instanceof Element element) {
                found.add(element);
            }
        }
        return found;
    }
}
