// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tocsin.sandbox.Sandbox;
import org.tocsin.sandbox.SandboxOptions;

/**
 * What is outside the agent, in the process that drives the tests: one sandbox for all of them. Tests tell their events
 * from others' by keys of their own. Inside the container there is only its log, the oracle.
 */
final class Outside {

    private Outside() {}

    private static final class Shared {
        static final Path LOG = log();
        static final Sandbox SANDBOX = open();

        private static Path log() {
            try {
                return Files.createTempFile("sandbox-", ".log").toAbsolutePath();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Sandbox open() {
            try {
                return Sandbox.start(SandboxOptions.defaults().log(LOG));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The stand-in for PagerDuty; lives as long as this process. */
    static Sandbox sandbox() {
        return Shared.SANDBOX;
    }

    /** Everything that the sandbox got, line by line. */
    static Path sandboxLog() {
        return Shared.LOG;
    }

    /** A port that was free a moment ago. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of one file of a tar.gz whose files are in one directory. */
    static String fromArchive(Path archive, String file) throws IOException {
        return new String(bytesFromArchive(archive, file), UTF_8);
    }

    /** The bytes of one file of a tar.gz whose files are in one directory. */
    static byte[] bytesFromArchive(Path archive, String file) throws IOException {
        Process tar = new ProcessBuilder("tar", "-xzOf", archive.toString(), "--wildcards", "*/" + file)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        byte[] bytes = tar.getInputStream().readAllBytes();
        if (bytes.length == 0) {
            throw new IOException(archive + " has no " + file);
        }
        return bytes;
    }
}
