// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the shell client runs when the agent does not answer: {@code Main PROGRAM REASON [gone]}; with the last word the
 * agent has got what there was on standard input. {@code TOCSIN_CALL} is the name that the shell client has given the call. The command comes on file descriptor 3, as {@link Wire} has it: so no key is on the command line of this process, and no character set of the
 * environment garbles it.
 */
public final class Main {

    private static final Pattern CALL = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern SCHEME = Pattern.compile("^https?://");

    private Main() {}

    public static void main(String[] args) throws IOException {
        Map<String, String> environment = System.getenv();
        Command command;
        try (InputStream in = pipe(new FileInputStream("/dev/fd/3"))) {
            command = Wire.read(args[0], in.readAllBytes());
        }
        String call = environment.getOrDefault("TOCSIN_CALL", "");
        boolean gone = args.length > 2;
        LocalClient client = new LocalClient(
                address(environment),
                environment.getOrDefault("TOCSIN_SECRET_FILE", ""),
                trust(environment),
                // what is not known cannot be left there
                gone ? null : Spool.of(environment),
                gone ? inItsPlace() : pipe(new FileInputStream(FileDescriptor.in)),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err));
        System.exit(client.run(CALL.matcher(call).matches() ? command.as(call) : command, args[1]));
    }

    /** Where the agent is; its certificate may have another name. */
    private static String address(Map<String, String> environment) {
        String connect = environment.getOrDefault("TOCSIN_CONNECT", "");
        return connect.isEmpty() ? SCHEME.matcher(url(environment)).replaceFirst("") : connect;
    }

    /** By what it is known when it has TLS; else null. */
    private static @Nullable TlsTrust trust(Map<String, String> environment) {
        String url = url(environment);
        if (!url.startsWith("https:")) {
            return null;
        }
        String connect = environment.getOrDefault("TOCSIN_CONNECT", "");
        String name = SCHEME.matcher(url).replaceFirst("");
        return new TlsTrust(
                Path.of(environment.getOrDefault("TOCSIN_CA_FILE", "")),
                connect.isEmpty() ? null : name.substring(0, name.lastIndexOf(':')));
    }

    private static String url(Map<String, String> environment) {
        return environment.getOrDefault("TOCSIN_URL", "http://127.0.0.1:49463");
    }

    /** The words run on to the question what became of it; nobody gets this. */
    private static InputStream inItsPlace() {
        return new ByteArrayInputStream("unknown".getBytes(StandardCharsets.US_ASCII));
    }

    /** A bare file stream asks for its position before it reads to the end, and a pipe has none. */
    private static InputStream pipe(InputStream in) {
        return new BufferedInputStream(in);
    }
}
