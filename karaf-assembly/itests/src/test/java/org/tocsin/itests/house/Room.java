// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A folder below {@code bundles/} or {@code integrations/}, as its sources and its built jar show it. */
record Room(Path folder) {

    private static final Pattern ARTIFACT =
            Pattern.compile("</parent>.*?<artifactId>([^<]+)</artifactId>", Pattern.DOTALL);

    /** Every room of the house whose sources are in this checkout. */
    static List<Room> all(Path house) {
        return Stream.of("bundles", "integrations")
                .map(house::resolve)
                .filter(Files::isDirectory)
                .flatMap(Room::children)
                .filter(folder -> Files.exists(folder.resolve("pom.xml")))
                .sorted()
                .map(Room::new)
                .toList();
    }

    String name() {
        return folder.getFileName().toString();
    }

    /** A hyphen in a folder is a dot in the package, because File Install splits a PID at its first hyphen. */
    String packageName() {
        return "org.tocsin." + name().replace('-', '.');
    }

    String artifactId() {
        return ARTIFACT.matcher(read(folder.resolve("pom.xml")))
                .results()
                .findFirst()
                .map(match -> match.group(1))
                .orElse("none");
    }

    boolean isBundle() {
        return read(folder.resolve("pom.xml")).contains("<packaging>bundle</packaging>");
    }

    Optional<Path> bundle() {
        return children(folder.resolve("target"))
                .filter(file -> file.getFileName().toString().matches("tocsin-[a-z-]+-\\d[\\d.]*\\.jar"))
                .filter(file -> manifest(file).getMainAttributes().getValue("Bundle-SymbolicName") != null)
                .findFirst();
    }

    Stream<Path> files(String below, String suffix) {
        Path root = folder.resolve(below);
        if (!Files.isDirectory(root)) {
            return Stream.empty();
        }
        try (Stream<Path> found = Files.walk(root)) {
            return found.filter(file -> file.toString().endsWith(suffix)).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All Java sources of the plugin itself, its tests left out, as one text. */
    String sources() {
        return files("src/main/java", ".java").map(Room::read).reduce("", String::concat);
    }

    static Manifest manifest(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            return manifest == null ? new Manifest() : manifest;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> found = Files.list(folder)) {
            return found.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
