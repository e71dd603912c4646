// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;

/**
 * The folder where plugins are dropped, and what the container makes of it.
 *
 * @param folder {@code deploy/}
 * @param kars where the container unpacks {@code .kar} files
 */
record DeployFolder(Path folder, Path kars) {

    private static final String KAR = ".kar";

    /** Routes in YAML, which the engine reads. */
    private static final String ROUTES = ".camel.yaml";

    /** A configuration. */
    private static final String SETTINGS = ".cfg";

    /** {@code bundle://framework_id.revision…}. */
    private static final Pattern IN_BUNDLE = Pattern.compile("bundle://(?:[^/]*_)?([0-9]{1,9})\\.");

    /** As the launcher says it. */
    static DeployFolder ofThisAgent() {
        String karaf = System.getProperty("karaf.data", "data");
        return new DeployFolder(
                Path.of(System.getProperty("tocsin.data", karaf), "deploy").toAbsolutePath(),
                Path.of(karaf, "kar").toAbsolutePath());
    }

    /** Whether a bundle came from here by itself. */
    boolean hasBrought(Bundle bundle) {
        return isIn(folder, bundle.getLocation());
    }

    /** Whether a repository of features came from here as a file, which the container wraps into a bundle. */
    boolean hasBrought(URI repository, Running running) {
        Matcher wrapped = IN_BUNDLE.matcher(repository.toString());
        return wrapped.lookingAt()
                && running.bundle(Long.parseLong(wrapped.group(1)))
                        .filter(this::hasBrought)
                        .isPresent();
    }

    /** Whether a bundle is nothing but the wrapping of a features file. */
    static boolean isWrapping(Bundle bundle) {
        return bundle.getLocation().startsWith("feature:");
    }

    /** The repositories of the {@code .kar} files here, as the container notes them where it has unpacked one. */
    Set<String> repositoriesOfKars() throws IOException {
        Set<String> repositories = new TreeSet<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + KAR)) {
                for (Path file : files) {
                    Path noted = unpacked(file).resolve("features.cfg");
                    if (Files.isRegularFile(noted)) {
                        repositories.addAll(Files.readAllLines(noted));
                    }
                }
            }
        }
        return repositories;
    }

    private Path unpacked(Path kar) {
        String name = String.valueOf(kar.getFileName());
        return kars.resolve(name.substring(0, name.length() - KAR.length()));
    }

    /** The names of files of which no bundle and no repository has come. */
    Set<String> idle(Iterable<String> locations) throws IOException {
        Set<String> idle = new TreeSet<>();
        if (!Files.isDirectory(folder)) {
            return idle;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, Files::isRegularFile)) {
            for (Path file : files) {
                if (!hasCome(file, locations)) {
                    idle.add(String.valueOf(file.getFileName()));
                }
            }
        }
        return idle;
    }

    /** Why nothing comes of a file that is idle, and what to do; empty while the container may still be about it. */
    String why(String file, Clock clock) throws IOException {
        return new IdleFile(folder.resolve(file)).why(clock);
    }

    private boolean hasCome(Path file, Iterable<String> locations) {
        String name = String.valueOf(file.getFileName());
        if (name.startsWith(".") || name.endsWith(ROUTES) || name.endsWith(SETTINGS)) {
            return true; // not looked at by the container either, or no plugin: others tell of it
        }
        if (name.endsWith(KAR)) {
            return Files.isDirectory(unpacked(file));
        }
        String end = '/' + String.valueOf(file.toUri().getRawPath()).replaceFirst("^.*/", "");
        for (String location : locations) {
            if (isIn(folder, location) && location.endsWith(end)) {
                return true;
            }
        }
        return false;
    }

    /** Locations are URIs, some with a prefix such as {@code wrap:}. */
    private static boolean isIn(Path directory, String location) {
        String path = directory.toUri().getRawPath();
        return location.contains(path.endsWith("/") ? path : path + '/');
    }
}
