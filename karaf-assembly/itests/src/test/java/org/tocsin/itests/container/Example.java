// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Constants;

/** What lies in {@code examples/}, as it was built there, or as its next version. */
final class Example {

    private static final Path EXAMPLES = Path.of(System.getProperty("tocsin.examples", ""));
    private static final String INSIDE = "lib/inside.jar";

    private Example() {}

    /** The jar of the example in this folder. */
    static Path jar(String folder, String artifact) {
        return EXAMPLES.resolve(folder).resolve("target").resolve(artifact + "-1.0.0.jar");
    }

    /** The text of a file of the example in YAML. */
    static String yaml(String file) throws IOException {
        return Files.readString(EXAMPLES.resolve("yaml").resolve(file));
    }

    /** The jar as of this version. */
    static byte[] inVersion(Path jar, String version) throws IOException {
        return rebuilt(jar, version, false);
    }

    /** The same, with all of its classes and services in a jar within the jar. */
    static byte[] nesting(Path jar, String version) throws IOException {
        return rebuilt(jar, version, true);
    }

    /** Puts something there at once and whole, as an installer does. */
    static Path put(byte[] content, Path file) throws IOException {
        Path draft = Files.write(Files.createTempFile("example-", ".tmp"), content);
        return Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] rebuilt(Path jar, String version, boolean nested) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteArrayOutputStream inside = new ByteArrayOutputStream();
        try (JarInputStream in = new JarInputStream(Files.newInputStream(jar))) {
            Manifest manifest = in.getManifest();
            manifest.getMainAttributes().putValue(Constants.BUNDLE_VERSION, version);
            if (nested) {
                manifest.getMainAttributes().putValue(Constants.BUNDLE_CLASSPATH, INSIDE);
            }
            try (JarOutputStream out = new JarOutputStream(bytes, manifest);
                    JarOutputStream core = new JarOutputStream(inside)) {
                for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                    boolean within = nested && !entry.getName().startsWith("OSGI-INF/");
                    JarOutputStream target = within ? core : out;
                    target.putNextEntry(new JarEntry(entry.getName()));
                    in.transferTo(target);
                    target.closeEntry();
                }
                if (nested) {
                    core.finish();
                    out.putNextEntry(new JarEntry(INSIDE));
                    out.write(inside.toByteArray());
                    out.closeEntry();
                }
            }
        }
        return bytes.toByteArray();
    }
}
