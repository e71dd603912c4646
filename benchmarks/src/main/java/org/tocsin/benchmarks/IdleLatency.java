// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.tocsin.sandbox.Sandbox;
import org.tocsin.sandbox.SandboxOptions;

/**
 * What the queue costs an event when nothing else is going on: from the moment a sender posts it to the moment the
 * sandbox has received it, through the agent (accept, commit, deliver), and by the bare HTTP client alone.
 */
public final class IdleLatency {

    private static final int PAIRS = 5;
    private static final int EVENTS = 500;
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final double NANOS_PER_MILLI = 1e6;

    private final BlockingQueue<Long> arrivals = new ArrayBlockingQueue<>(EVENTS);
    private final CloseableHttpClient client = HttpClients.createDefault();
    private long number;

    private IdleLatency() {}

    /**
     * Prints a table.
     *
     * @param args the unpacked distribution
     */
    public static void main(String[] args) throws Exception {
        new IdleLatency().run(Path.of(args[0]));
    }

    private void run(Path home) throws Exception {
        try (client;
                Sandbox sandbox = Sandbox.start(SandboxOptions.defaults())) {
            sandbox.watch(received -> arrivals.add(System.nanoTime()));
            try (RunningAgent agent = RunningAgent.start(home, sandbox.url())) {
                Map<String, String> token = Map.of("Authorization", "token " + agent.token());
                URI send = agent.url().resolve("/send");
                URI enqueue = sandbox.url().resolve("/v2/enqueue");
                Pairs<Histogram> pairs =
                        Pairs.interleaved(PAIRS, () -> turn(send, token), () -> turn(enqueue, Map.of()));
                System.out.println(Pairs.head("accept to received, idle", "through the agent", "bare client"));
                System.out.println(pairs.line("p50", "ms", h -> h.getValueAtPercentile(50) / NANOS_PER_MILLI));
                System.out.println(pairs.line("p99", "ms", h -> h.getValueAtPercentile(99) / NANOS_PER_MILLI));
            }
        }
    }

    private Histogram turn(URI target, Map<String, String> headers) throws IOException, InterruptedException {
        Histogram latencies = new Histogram(3);
        for (int i = 0; i < EVENTS; i++) {
            long start = System.nanoTime();
            post(target, headers);
            Long arrived = arrivals.poll(10, TimeUnit.SECONDS);
            if (arrived == null) {
                throw new IOException("event " + number + " did not arrive within 10 s");
            }
            latencies.recordValue(arrived - start);
        }
        return latencies;
    }

    private void post(URI target, Map<String, String> headers) throws IOException {
        HttpPost post = new HttpPost(target);
        headers.forEach(post::setHeader);
        String json = "{\"routing_key\":\"" + KEY + "\",\"event_action\":\"trigger\",\"dedup_key\":\"idle/" + ++number
                + "\",\"payload\":{\"summary\":\"idle\",\"source\":\"benchmark\",\"severity\":\"info\"}}";
        post.setEntity(new ByteArrayEntity(json.getBytes(StandardCharsets.UTF_8), ContentType.APPLICATION_JSON));
        int status = client.execute(post, response -> {
            response.getEntity().writeTo(java.io.OutputStream.nullOutputStream());
            return response.getCode();
        });
        if (status / 100 != 2) {
            throw new IOException(target + " answered " + status);
        }
    }
}
