// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventQueue;
import org.tocsin.api.HealthPart.Health;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.Lane;
import org.tocsin.api.SettingsCheck;

/** The files in {@code etc/}: what they ship with, and what a wrong value in them does until it is corrected. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ConfigurationTest {

    @Rule
    public final House house = new House();

    @Configuration
    public static Option[] configuration() throws IOException {
        return Container.of(ConfigurationTest.class)
                .deliveringTo(Outside.sandbox().url())
                .options();
    }

    @Test
    public void thePlaceholdersOfTheShippedFilesAreFilledIn() {
        house.awaitReady();

        URI sandbox = URI.create(System.getProperty("tocsin.sandbox.url"));
        assertThat(house.health("pagerduty").text()).contains("127.0.0.1:" + sandbox.getPort());
        assertThat(house.health("http").text()).contains(System.getenv("TOCSIN_ADDRESS"));
        assertThat(house.data().resolve("db/queue/service.properties")).exists();
        assertThat(house.data().resolve("secret")).exists();
    }

    @Test
    public void aWrongValueOfTheEngineIsNamedAndHeals() throws Exception {
        isNamedAndHeals("engine", "org.tocsin.engine.cfg", "stopTimeout", "soon");
        isNamedAndHeals("engine", "org.tocsin.engine.cfg", "httpThreads", "many");
    }

    @Test
    public void aWrongValueOfTheQueueIsNamedAndHeals() throws Exception {
        isNamedAndHeals("queue", "org.tocsin.queue.cfg", "deadline", "soon");
    }

    @Test
    public void aWrongValueOfTheStoreIsNamedAndHeals() throws Exception {
        isNamedAndHeals("queue-derby", "org.tocsin.queue.derby.cfg", "maxBytes", "lots");
    }

    @Test
    public void aWrongValueOfPagerDutyIsNamedAndHeals() throws Exception {
        isNamedAndHeals("pagerduty", "org.tocsin.pagerduty.cfg", "connections", "plenty");
    }

    @Test
    public void aWrongValueOfTheListenerIsNamedAndHeals() throws Exception {
        isNamedAndHeals("http", "org.tocsin.http.cfg", "maxWaiting", "lots");
    }

    @Test
    public void aWrongValueOfTheMetricsIsNamedAndHeals() throws Exception {
        isNamedAndHeals("metrics", "org.tocsin.metrics.cfg", "statsdPort", "many");
    }

    @Test
    public void aWrongValueOfTheSpoolIsNamedAndHeals() throws Exception {
        isNamedAndHeals("spool", "org.tocsin.spool.cfg", "interval", "often");
    }

    @Test
    public void aWrongValueOfTheHeartbeatIsNamedAndHeals() throws Exception {
        isNamedAndHeals("heartbeat", "org.tocsin.heartbeat.cfg", "region", "mars");
    }

    private void isNamedAndHeals(String part, String file, String key, String value) throws Exception {
        house.awaitReady();
        int linesBefore = house.log().size();
        String words = wordsOfTheCheck(part, key, value);
        assertThat(words).contains(file, key, value);
        Path path = house.etc().resolve(file);
        String original = Files.readString(path);
        String wrong = original.replaceAll("(?m)^" + key + " = .*$|^" + key + " =$", key + " = " + value);
        assertThat(wrong).isNotEqualTo(original);

        try {
            Files.writeString(path, wrong);
            House.until("words in the log")
                    .untilAsserted(() -> assertThat(house.log().stream()
                                    .skip(linesBefore)
                                    .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                                    .toList())
                            .as("a line that names file, key and value")
                            .anySatisfy(line -> assertThat(line).contains("TOCSIN-", words)));
            House.until("a state that shows it")
                    .untilAsserted(() -> assertThat(house.health())
                            .hasEntrySatisfying(
                                    part,
                                    health -> assertThat(health)
                                            .returns(true, it -> it.state() != State.READY)
                                            .extracting(Health::text)
                                            .asString()
                                            .contains(words)));
            assertThat(house.health(part).state()).as("a running agent goes on").isEqualTo(State.DEGRADED);
            delivers("while it is wrong");
        } finally {
            Files.writeString(path, original);
        }
        house.awaitReady();
        delivers("after it was put right");
        assertThat(house.log().stream().skip(linesBefore).filter(line -> line.startsWith("\tat ")))
                .as("stack traces for a typing error")
                .isEqualTo(List.of());
    }

    /** What {@code tocsin config check} says of this value, without the agent. */
    private String wordsOfTheCheck(String part, String key, String value) throws Exception {
        Bundle bundle = house.bundle("org.tocsin." + part.replace('-', '.'));
        URL names = bundle.getEntry("META-INF/services/org.tocsin.api.SettingsCheck");
        try (InputStream in = names.openStream()) {
            String type = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
            SettingsCheck check =
                    (SettingsCheck) bundle.loadClass(type).getConstructor().newInstance();
            List<String> wrong = check.wrong(Map.of(key, value));
            assertThat(wrong).hasSize(1);
            return wrong.get(0);
        }
    }

    private void delivers(String when) throws Exception {
        String key = Traffic.newKey();
        Event event = new Event(new Lane("pagerduty", key), "v2", Body.of(Traffic.trigger(key, "after")), "after");
        house.service(EventQueue.class).accept(event).toCompletableFuture().get(20, TimeUnit.SECONDS);
        House.until("an event " + when).until(() -> Traffic.arrived(key).size() == 1);
    }
}
