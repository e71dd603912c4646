// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The log on disk: one line per request, synced before the request is answered. A torn last line is cut off. */
final class LogFile implements AutoCloseable {

    private final FileChannel channel;

    private LogFile(FileChannel channel) {
        this.channel = channel;
    }

    static LogFile open(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        byte[] all = Files.readAllBytes(file);
        int whole = all.length;
        while (whole > 0 && all[whole - 1] != '\n') {
            whole--;
        }
        channel.truncate(whole).position(whole);
        return new LogFile(channel);
    }

    static List<Received> read(Path file) throws IOException {
        byte[] all = Files.readAllBytes(file);
        List<Received> requests = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i] == '\n') {
                byte[] line = new byte[i - start];
                System.arraycopy(all, start, line, 0, line.length);
                requests.add(ReceivedText.read(line));
                start = i + 1;
            }
        }
        return requests;
    }

    void append(Received received) {
        ByteBuffer line = ByteBuffer.wrap(ReceivedText.write(received).getBytes(StandardCharsets.UTF_8));
        try {
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException("the sandbox's log cannot be written", e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
