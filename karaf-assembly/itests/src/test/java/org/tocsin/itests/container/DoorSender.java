// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Posts events of one key one after the other, as a tool of PagerDuty's would, whatever is answered; each says whether a
 * file had been dropped when it was sent.
 */
final class DoorSender implements AutoCloseable {

    private static final int MILLIS = 20_000;

    private final String key;
    private final URI door = URI.create("http://" + System.getenv("TOCSIN_ADDRESS") + "/v2/enqueue");
    private final AtomicInteger accepted = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "door-sender");
    private volatile boolean dropped;
    private volatile boolean closed;

    /** Begins to send. */
    DoorSender(String key) {
        this.key = key;
        thread.start();
    }

    /** Drops a file for the same key. */
    void drop() {
        String event = Traffic.trigger(key, "dropped");
        Path spool = Path.of(System.getProperty("tocsin.spool"));
        try {
            Path draft = Files.writeString(
                    spool.resolve("." + key),
                    "tocsin-spool 1\nchannel: pagerduty\nformat: v2\nsubmission: " + key + "\nlength: "
                            + event.getBytes(UTF_8).length + "\n\n" + event);
            Files.move(draft, spool.resolve(String.format(Locale.ROOT, "%016d-0badb007-%018d-%s.event", 1, 1, key)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        dropped = true;
    }

    /** Lets so many more events be accepted. */
    void awaitMore(int events) {
        int goal = accepted.get() + events;
        House.until(events + " more accepted events").until(() -> accepted.get() >= goal);
    }

    private void run() {
        for (int i = 0; !closed; i++) {
            if (isAccepted(Traffic.trigger(key, (dropped ? "after" : "before") + i))) {
                accepted.incrementAndGet();
            }
        }
    }

    private boolean isAccepted(String event) {
        try {
            HttpURLConnection call = (HttpURLConnection) door.toURL().openConnection();
            call.setConnectTimeout(MILLIS);
            call.setReadTimeout(MILLIS);
            call.setRequestMethod("POST");
            call.setRequestProperty("Content-Type", "application/json");
            call.setDoOutput(true);
            try (OutputStream out = call.getOutputStream()) {
                out.write(event.getBytes(UTF_8));
            }
            return call.getResponseCode() == HttpURLConnection.HTTP_ACCEPTED;
        } catch (IOException e) {
            return false; // the door is away, too
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join(MILLIS);
    }
}
