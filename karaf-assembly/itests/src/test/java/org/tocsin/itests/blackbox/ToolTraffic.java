// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.tocsin.itests.Agent;

/** A monitoring tool that tells of one incident after the other, by HTTP, and goes on until it is told to end. */
final class ToolTraffic implements AutoCloseable {

    private final Agent agent;
    private final Tool tool;
    private final Thread thread;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile boolean ends;

    /**
     * A tool.
     *
     * @param name of its adapter
     * @param body one event; {@code %s} is its number
     */
    record Tool(String name, String body) {

        static final List<Tool> ALL = List.of(
                new Tool(
                        "nagios",
                        "{\"NOTIFICATIONTYPE\":\"PROBLEM\",\"HOSTNAME\":\"h\",\"SERVICEDESC\":\"%s\","
                                + "\"SERVICESTATE\":\"CRITICAL\"}"),
                new Tool(
                        "zabbix",
                        "{\"subject\":\"trigger\",\"name\":\"n\",\"id\":\"%s\",\"status\":\"PROBLEM\",\"hostname\":\"h\"}"),
                new Tool(
                        "sensu",
                        "{\"action\":\"create\",\"client\":{\"name\":\"c\"},\"check\":{\"name\":\"%s\",\"output\":\"o\"}}"),
                new Tool(
                        "alertmanager",
                        "{\"version\":\"4\",\"status\":\"firing\",\"groupKey\":\"g\",\"receiver\":\"r\",\"alerts\":[{"
                                + "\"status\":\"firing\",\"labels\":{\"alertname\":\"a\",\"instance\":\"i\"},"
                                + "\"annotations\":{},\"startsAt\":\"2026-01-02T03:04:05Z\",\"fingerprint\":\"%s\"}]}"),
                new Tool(
                        "grafana",
                        "{\"status\":\"firing\",\"groupKey\":\"g\",\"receiver\":\"r\",\"orgId\":1,\"alerts\":[{"
                                + "\"status\":\"firing\",\"labels\":{\"alertname\":\"a\",\"instance\":\"i\"},"
                                + "\"annotations\":{},\"startsAt\":\"2026-01-02T03:04:05Z\",\"fingerprint\":\"%s\"}]}"));

        String key() {
            return DoorsTest.key(name);
        }

        /** Told apart from anything else that stands in a dedup key. */
        static String number(int number) {
            return String.format(Locale.ROOT, "q%05dq", number);
        }
    }

    ToolTraffic(Agent agent, Tool tool) {
        this.agent = agent;
        this.tool = tool;
        this.thread = new Thread(this::run, "tool-" + tool.name());
    }

    ToolTraffic begun() {
        thread.start();
        return this;
    }

    /** How many were accepted; they have the numbers below this. */
    int accepted() {
        return accepted.get();
    }

    void awaitMore(int events) {
        int until = accepted.get() + events;
        await(tool.name() + " to be heard")
                .atMost(Duration.ofSeconds(60))
                .until(() -> accepted.get() >= until || failure.get() != null);
        assertThat(failure.get()).isNull();
    }

    private void run() {
        try {
            while (!ends) {
                Http.Answer answer = send();
                assertThat(answer.status()).as("%s", answer).isIn(202, 503);
                if (answer.status() == 202) {
                    accepted.incrementAndGet(); // what was refused for now is sent again under its number
                }
            }
        } catch (IOException | AssertionError e) {
            failure.set(e);
        }
    }

    private Http.Answer send() throws IOException {
        String number = Tool.number(accepted.get());
        return new Api(agent)
                .post(
                        "/integrations/" + tool.name(),
                        tool.body().formatted(number),
                        "Content-Type: application/json",
                        "X-Routing-Key: " + tool.key(),
                        "Idempotency-Key: " + number);
    }

    @Override
    public void close() {
        ends = true;
        await("the end of " + tool.name()).atMost(Duration.ofSeconds(30)).until(() -> !thread.isAlive());
        assertThat(failure.get()).isNull();
    }
}
