// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * The bundle of the distribution that keeps the queue, whichever it is: its manifest says so by {@code Tocsin-Store}, which is
 * the PID of its configuration, and names its doctor as {@code Main-Class}.
 *
 * @param jar the bundle
 * @param pid of the configuration, whose {@code directory} is the database
 * @param doctor the class that checks a database which nobody has open
 */
record StoreBundle(Path jar, String pid, String doctor) {

    private static final String BUNDLES = "karaf/system/org/tocsin";
    private static final String HEADER = "Tocsin-Store";
    private static final String PREFIX = "org.tocsin.";

    /** Where the distribution is. */
    static Path home(Map<String, String> environment) {
        return Path.of(environment.getOrDefault("TOCSIN_HOME", ".")).toAbsolutePath();
    }

    /** @param home the distribution */
    static StoreBundle in(Path home) throws IOException, OfflineException {
        Path bundles = home.resolve(BUNDLES);
        List<Path> jars = List.of();
        if (Files.isDirectory(bundles)) {
            try (Stream<Path> files = Files.walk(bundles)) {
                jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
            }
        }
        for (Path jar : jars) {
            try (JarFile bundle = new JarFile(jar.toFile())) {
                Manifest manifest = bundle.getManifest();
                Attributes headers = manifest == null ? new Attributes() : manifest.getMainAttributes();
                String pid = headers.getValue(HEADER);
                String doctor = headers.getValue(Attributes.Name.MAIN_CLASS);
                if (pid != null && doctor != null) {
                    return new StoreBundle(jar, pid, doctor);
                }
            }
        }
        throw OfflineException.of(bundles + ": no bundle there keeps the queue, unpack the distribution again");
    }

    /** The file of its configuration. */
    String file() {
        return pid + ".cfg";
    }

    /** The variable that says where the database is, and goes before the file. */
    String variable() {
        String plugin = pid.startsWith(PREFIX) ? pid.substring(PREFIX.length()) : pid;
        return "TOCSIN_" + plugin.replace('.', '_').toUpperCase(Locale.ROOT) + "_DIRECTORY";
    }
}
