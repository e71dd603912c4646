// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** A file in {@code deploy/} of which nothing has come. */
record IdleFile(Path file) {

    /** For so long the container may still be about it, or somebody about writing it. */
    static final Duration GRACE = Duration.ofSeconds(5);

    private static final String REMEDY = "the log says why; take it out of deploy/, or put a sound one in its place";

    /** Why, and what to do; empty while it is too early to say, and when it has gone. */
    String why(Clock clock) throws IOException {
        try {
            // not when it was last modified: a copy may have that of its original
            FileTime changed = (FileTime) Files.getAttribute(file, "unix:ctime");
            Duration age = Duration.between(changed.toInstant(), clock.instant());
            // a time in the future is that of a clock which was set since
            return !age.isNegative() && age.compareTo(GRACE) < 0 ? "" : why();
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private String why() throws IOException {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".jar") || name.endsWith(".kar")) {
            return archive(name.endsWith(".jar"));
        }
        if (name.endsWith(".xml")) {
            return "is no features file, or not a valid one; " + REMEDY;
        }
        return "is no plugin: give it the right end to its name (.jar, .kar, .xml, .camel.yaml), or take it out of deploy/";
    }

    private String archive(boolean wantsBundle) throws IOException {
        if (!Files.isReadable(file)) {
            return "the agent may not read it: give its user the right to, or take it out of deploy/";
        }
        try (JarFile jar = new JarFile(file.toFile())) {
            return wantsBundle && !isBundle(jar.getManifest())
                    ? "is no bundle, its manifest has no Bundle-SymbolicName: build it as one, or take it out of deploy/"
                    : "nothing has come of it; " + REMEDY;
        } catch (ZipException e) {
            return "is no whole archive: copy it again, under a name that begins with a dot and then renamed, or take it out"
                    + " of deploy/";
        }
    }

    private static boolean isBundle(@Nullable Manifest manifest) {
        return manifest != null && manifest.getMainAttributes().getValue("Bundle-SymbolicName") != null;
    }
}
