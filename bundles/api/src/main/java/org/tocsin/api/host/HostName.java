// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this host is called. */
public final class HostName {

    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    /**
     * As the kernel has it: the other way asks a name server, which may take its time in just the outage that an event is
     * about. Never empty.
     */
    public static String read() {
        return read(KERNEL);
    }

    static String read(Path kernel) {
        try {
            String name = Files.readString(kernel).strip();
            if (!name.isEmpty()) {
                return name;
            }
        } catch (IOException e) {
            return byAddress(); // no Linux
        }
        return byAddress();
    }

    private static String byAddress() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // a host that does not know its own name is still some host
            return "localhost";
        }
    }
}
