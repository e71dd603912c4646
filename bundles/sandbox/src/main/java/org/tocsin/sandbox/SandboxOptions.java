// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a sandbox is set up.
 *
 * @param host the address it listens on
 * @param port its port; 0 takes a free one
 * @param controlPort a second port for the control API alone, which stays open while the sandbox is down; 0 takes a
 *     free one; null opens none
 * @param log where every request is appended, synced line by line before it is answered; null keeps no file
 * @param ratePerMinute requests per minute and key over a sliding minute; 0 is no limit
 * @param keep how many requests memory holds; the oldest go first, the file keeps all
 * @param keepBytes how many bytes memory holds of them; the oldest go first
 */
public record SandboxOptions(
        String host,
        int port,
        @Nullable Integer controlPort,
        @Nullable Path log,
        int ratePerMinute,
        int keep,
        long keepBytes) {

    private static final int KEEP = 100_000;

    public SandboxOptions {
        if (port < 0 || port > 65_535 || (controlPort != null && (controlPort < 0 || controlPort > 65_535))) {
            throw new IllegalArgumentException("port: must be 0 to 65535, set 0 for a free one");
        }
        if (ratePerMinute < 0 || keep < 1 || keepBytes < 1) {
            throw new IllegalArgumentException("rate: must be 0 (off) or more; keep: must be 1 or more");
        }
    }

    /** A free port on loopback, no file, no rate limit; what is kept may take a quarter of the heap. */
    public static SandboxOptions defaults() {
        return new SandboxOptions(
                "127.0.0.1", 0, null, null, 0, KEEP, Runtime.getRuntime().maxMemory() / 4);
    }

    /** The same on another address. */
    public SandboxOptions host(String value) {
        return new SandboxOptions(value, port, controlPort, log, ratePerMinute, keep, keepBytes);
    }

    /** The same on another port. */
    public SandboxOptions port(int value) {
        return new SandboxOptions(host, value, controlPort, log, ratePerMinute, keep, keepBytes);
    }

    /** The same with a port for the control API alone. */
    public SandboxOptions controlPort(int value) {
        return new SandboxOptions(host, port, value, log, ratePerMinute, keep, keepBytes);
    }

    /** The same with a log file. */
    public SandboxOptions log(Path value) {
        return new SandboxOptions(host, port, controlPort, value, ratePerMinute, keep, keepBytes);
    }

    /** The same with a rate limit per key. */
    public SandboxOptions ratePerMinute(int value) {
        return new SandboxOptions(host, port, controlPort, log, value, keep, keepBytes);
    }

    /** The same with another bound on what memory holds. */
    public SandboxOptions keep(int value) {
        return new SandboxOptions(host, port, controlPort, log, ratePerMinute, value, keepBytes);
    }

    /** The same with another bound on the bytes that memory holds. */
    public SandboxOptions keepBytes(long value) {
        return new SandboxOptions(host, port, controlPort, log, ratePerMinute, keep, value);
    }
}
