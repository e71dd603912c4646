// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.osgi.framework.Constants;
import org.subethamail.smtp.server.SMTPServer;
import org.tocsin.channel.standin.ScriptedServer;
import org.tocsin.sandbox.Sandbox;

/** The libraries that tests use inside the container, nested in one bundle that touches nothing of the product's. */
final class Libraries {

    private static final List<String> EXPORTED = List.of(
            "org/assertj/core/",
            "org/awaitility/",
            "org/subethamail/smtp/",
            "org/tocsin/channel/standin/",
            "org/tocsin/sandbox/");

    private Libraries() {}

    /** Makes the bundle. */
    static Path bundle(Path directory) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (Class<?> one : List.of(
                Assertions.class,
                Awaitility.class,
                org.hamcrest.Matcher.class,
                Sandbox.class,
                ScriptedServer.class,
                SMTPServer.class,
                com.github.davidmoten.guavamini.Preconditions.class,
                jakarta.mail.internet.InternetAddress.class,
                jakarta.activation.DataHandler.class,
                com.fasterxml.jackson.core.JsonFactory.class)) {
            jars.add(jarOf(one));
        }
        // another JVM of the tests may make it at the same time, or read it: it is there whole, or not yet
        Path draft = Files.createTempFile(directory, "libraries-", ".part");
        try (OutputStream out = Files.newOutputStream(draft);
                JarOutputStream bundle = new JarOutputStream(out, manifest(jars))) {
            for (Path jar : jars) {
                bundle.putNextEntry(new ZipEntry(jar.getFileName().toString()));
                Files.copy(jar, bundle);
                bundle.closeEntry();
            }
        }
        return Files.move(draft, directory.toAbsolutePath().resolve("libraries.jar"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Manifest manifest(List<Path> jars) throws IOException {
        Set<String> packages = new TreeSet<>();
        for (Path jar : jars) {
            try (JarFile content = new JarFile(jar.toFile())) {
                content.stream()
                        .map(ZipEntry::getName)
                        .filter(entry ->
                                entry.endsWith(".class") && EXPORTED.stream().anyMatch(entry::startsWith))
                        .map(entry -> entry.substring(0, entry.lastIndexOf('/')).replace('/', '.'))
                        .forEach(packages::add);
            }
        }
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        headers.putValue(Constants.BUNDLE_SYMBOLICNAME, "org.tocsin.itests.libraries");
        headers.putValue(Constants.BUNDLE_VERSION, "1.0.0");
        headers.putValue(
                Constants.BUNDLE_CLASSPATH,
                String.join(
                        ",",
                        jars.stream().map(jar -> jar.getFileName().toString()).toList()));
        headers.putValue(Constants.EXPORT_PACKAGE, String.join(",", packages));
        // what the platform itself has
        headers.putValue(Constants.DYNAMICIMPORT_PACKAGE, "javax.*,org.slf4j,org.slf4j.*,org.w3c.*,org.xml.*");
        return manifest;
    }

    private static Path jarOf(Class<?> type) throws IOException {
        Path place;
        try {
            place = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
        return Files.isDirectory(place) ? packed(place) : place;
    }

    /** In a build that goes no further than the tests, a module is a directory still. */
    private static Path packed(Path classes) throws IOException {
        Path jar = Files.createTempFile("classes-", ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream content = new JarOutputStream(out);
                var files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                try (InputStream in = Files.newInputStream(file)) {
                    in.transferTo(content);
                }
                content.closeEntry();
            }
        }
        return jar;
    }
}
