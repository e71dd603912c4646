// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** The classes of bundles without a container: of the jars themselves, and of the jars that are nested in them. */
final class BundleJars {

    private final Path home;
    private final Path unpacked;

    /**
     * @param home the distribution
     * @param unpacked an empty directory for the nested jars
     */
    BundleJars(Path home, Path unpacked) {
        this.home = home;
        this.unpacked = unpacked;
    }

    /**
     * A class loader over these bundles, and over nothing of this program.
     *
     * @param first a bundle
     * @param patterns each names one more below the distribution, {@code *} for any part of a name
     */
    URLClassLoader open(Path first, List<String> patterns) throws IOException, OfflineException {
        List<Path> jars = new ArrayList<>(List.of(first));
        for (String pattern : patterns) {
            jars.add(find(pattern));
        }
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            urls.add(jar.toUri().toURL());
            for (Path nested : unpack(jar)) {
                urls.add(nested.toUri().toURL());
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private Path find(String pattern) throws IOException, OfflineException {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + home.resolve(pattern));
        try (Stream<Path> files = Files.walk(home.resolve("karaf"))) {
            return files.filter(matcher::matches)
                    .findFirst()
                    .orElseThrow(() -> OfflineException.of(
                            home.resolve(pattern) + ": there is no such file, unpack the distribution again"));
        }
    }

    private List<Path> unpack(Path jar) throws IOException {
        List<Path> nested = new ArrayList<>();
        try (JarFile bundle = new JarFile(jar.toFile())) {
            Attributes manifest = bundle.getManifest().getMainAttributes();
            String path = manifest.getValue("Bundle-ClassPath");
            for (String name : path == null ? new String[0] : path.split(",", -1)) {
                ZipEntry entry = bundle.getEntry(name.strip());
                if (name.strip().endsWith(".jar") && entry != null) {
                    Path to = unpacked.resolve(nested.size() + "-" + jar.getFileName());
                    Files.copy(bundle.getInputStream(entry), to);
                    nested.add(to);
                }
            }
        }
        return nested;
    }
}
