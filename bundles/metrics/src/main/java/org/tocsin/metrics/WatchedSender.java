// SPDX-License-Identifier: Apache-2.0
package org.tocsin.metrics;

import com.codahale.metrics.graphite.Graphite;
import com.codahale.metrics.graphite.GraphiteSender;
import java.io.IOException;

/** Sends to Graphite, and tells the way how it went: the reporter that uses it keeps that to itself. */
final class WatchedSender implements GraphiteSender {

    private final Graphite graphite;
    private final Way way;

    WatchedSender(Target target, Way way) {
        this.graphite = new Graphite(target.host(), target.port(), new BriefSockets());
        this.way = way;
    }

    private interface Step {
        void run() throws IOException;
    }

    private void watched(Step step) throws IOException {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            way.fails(e);
            throw e;
        }
    }

    @Override
    public void connect() throws IOException {
        watched(graphite::connect);
    }

    @Override
    public void send(String name, String value, long timestamp) throws IOException {
        watched(() -> graphite.send(name, value, timestamp));
    }

    @Override
    public void flush() throws IOException {
        watched(graphite::flush);
        way.works();
    }

    @Override
    public boolean isConnected() {
        return graphite.isConnected();
    }

    @Override
    public int getFailures() {
        return graphite.getFailures();
    }

    @Override
    public void close() throws IOException {
        graphite.close();
    }
}
