// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.tocsin.benchmarks.door.AnswerRoutes;

/** The bundle of one route, made from our own class and dropped into the agent while it runs. */
final class AnswerPlugin {

    private static final String COMPONENT = "OSGI-INF/answer.xml";
    private static final String PACKAGE = AnswerRoutes.class.getPackageName();

    private AnswerPlugin() {}

    static void deploy(Path directory) throws IOException {
        Path draft = Files.createTempFile("tocsin-benchmark-", ".jar");
        try (OutputStream file = Files.newOutputStream(draft);
                JarOutputStream jar = new JarOutputStream(file, manifest())) {
            String name = AnswerRoutes.class.getName().replace('.', '/') + ".class";
            jar.putNextEntry(new JarEntry(COMPONENT));
            jar.write(component().getBytes(StandardCharsets.UTF_8));
            jar.putNextEntry(new JarEntry(name));
            try (InputStream program = AnswerRoutes.class.getClassLoader().getResourceAsStream(name)) {
                if (program == null) {
                    throw new IOException(name + " is not on the class path");
                }
                program.transferTo(jar);
            }
        }
        Files.move(draft, directory.resolve("benchmark-answer.jar"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static Manifest manifest() {
        Manifest manifest = new Manifest();
        Map.of(
                        Attributes.Name.MANIFEST_VERSION.toString(),
                        "1.0",
                        "Bundle-ManifestVersion",
                        "2",
                        "Bundle-SymbolicName",
                        PACKAGE,
                        "Bundle-Version",
                        "1.0.0",
                        "Import-Package",
                        "org.apache.camel,org.apache.camel.builder,org.apache.camel.model,org.apache.camel.support",
                        "Service-Component",
                        COMPONENT)
                .forEach((name, value) -> manifest.getMainAttributes().putValue(name, value));
        return manifest;
    }

    private static String component() {
        return "<component xmlns=\"http://www.osgi.org/xmlns/scr/v1.3.0\" name=\"" + PACKAGE + "\">"
                + "<service scope=\"prototype\"><provide interface=\"org.apache.camel.RoutesBuilder\"/></service>"
                + "<implementation class=\"" + AnswerRoutes.class.getName() + "\"/></component>";
    }
}
