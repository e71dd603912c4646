// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Event;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.TocsinProperties;

public class EventEndpointTest {

    private static final String SECRET = "0123456789abcdefsecret";

    @Rule
    public final SmallHouse house = new SmallHouse();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private ProducerTemplate template = house.camel.createProducerTemplate();

    @Before
    public void openTemplate() {
        template = house.camel.createProducerTemplate();
    }

    @After
    public void closeTemplate() {
        template.stop();
    }

    @Test
    public void anAcceptedEventBringsItsReceiptAndLeavesTheBody() {
        Exchange done = send("tocsin:event?channel=note&format=plain", "disk1 is full", Map.of());

        assertThat(done.getException()).isNull();
        assertThat(done.getProperty(TocsinProperties.ORDER)).isEqualTo(1L);
        assertThat(done.getProperty(TocsinProperties.EVENT_KEY, String.class)).matches("[0-9a-f]{32}");
        assertThat(done.getProperty(TocsinProperties.DEDUP_KEY)).isEqualTo("disk1");
        assertThat(done.getMessage().getBody()).isEqualTo("disk1 is full");
        assertThat(house.queue.events()).extracting(Event::format).containsExactly("plain");
    }

    @Test
    public void ofTwoEventsInOneRouteTheSecondHasNotTheDedupKeyOfTheFirst() throws Exception {
        house.routes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:two")
                        .setBody(constant("disk1 is full"))
                        .to("tocsin:event?channel=note")
                        .setProperty("first", exchangeProperty(TocsinProperties.DEDUP_KEY))
                        .process(exchange -> exchange.getMessage().setBody(" without one"))
                        .to("tocsin:event?channel=note");
            }
        });

        Exchange done = send("direct:two", "", Map.of());

        assertThat(done.getException()).isNull();
        assertThat(done.getProperty("first")).isEqualTo("disk1");
        assertThat(done.getProperties()).doesNotContainKey(TocsinProperties.DEDUP_KEY);
    }

    @Test
    public void textIsStoredAsUtf8WhateverThePlatformSays() {
        send("tocsin:event?channel=note", "Gerät ⚠", Map.of(Exchange.CHARSET_NAME, "ISO-8859-1"));

        assertThat(house.queue.events().get(0).body().toBytes()).isEqualTo("Gerät ⚠".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    public void theRouteGoesOnOffTheWritersThread() throws Exception {
        house.routes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .to("tocsin:event?channel=note")
                        .process(exchange -> exchange.setProperty(
                                "thread", Thread.currentThread().getName()));
            }
        });

        Exchange done = send("direct:in", "a note", Map.of());

        assertThat(done.getProperty("thread", String.class)).startsWith("tocsin-engine-event-");
    }

    @Test
    public void theExchangeNamesFormatAndKeyBeforeTheUri() throws Exception {
        Path keyFile = keyFile("key-of-file");
        String uri = "tocsin:event?channel=note&format=uri&keyFile=" + keyFile;

        template.send(uri, exchange -> exchange.getMessage().setBody("first"));
        send(uri, "second", Map.of(TocsinProperties.FORMAT, "property", TocsinProperties.KEY, "key-of-exchange"));

        List<Event> events = house.queue.events();
        assertThat(events).extracting(Event::format).containsExactly("uri", "property");
        assertThat(events).extracting(event -> event.lane().key()).containsExactly("key-of-file", "key-of-exchange");
    }

    @Test
    public void aChangedKeyFileIsReadAgain() throws Exception {
        Path keyFile = keyFile("old");
        String uri = "tocsin:event?channel=note&keyFile=" + keyFile;
        template.send(uri, exchange -> exchange.getMessage().setBody("first"));

        Files.writeString(keyFile, "new\n");
        Files.setLastModifiedTime(keyFile, FileTime.from(Instant.now().plusSeconds(5)));
        template.send(uri, exchange -> exchange.getMessage().setBody("second"));

        assertThat(house.queue.events()).extracting(event -> event.lane().key()).containsExactly("old", "new");
    }

    @Test
    public void withoutItsKeyFileAnEventIsRefusedAndNotLost() {
        Path missing = folder.getRoot().toPath().resolve("missing");

        Exchange done = template.send(
                "tocsin:event?channel=note&keyFile=" + missing,
                e -> e.getMessage().setBody("x"));

        assertThat(done.getException())
                .isInstanceOf(QueueRefusedException.class)
                .hasMessageContaining("keyFile: " + missing)
                .hasMessageContaining("make it readable");
    }

    @Test
    public void aRepeatOfASubmissionGetsTheFirstReceiptAndStoresNothing() {
        String uri = "tocsin:event?channel=note";

        Exchange first = send(uri, "disk1 is full", Map.of(TocsinProperties.SUBMISSION, "s-1"));
        Exchange repeat = send(uri, "disk2 is full", Map.of(TocsinProperties.SUBMISSION, "s-1"));
        Exchange other = send(uri, "disk3 is full", Map.of(TocsinProperties.SUBMISSION, "s-2"));

        assertThat(repeat.getProperty(TocsinProperties.EVENT_KEY))
                .isEqualTo(first.getProperty(TocsinProperties.EVENT_KEY))
                .isNotEqualTo(other.getProperty(TocsinProperties.EVENT_KEY));
        assertThat(repeat.getProperty(TocsinProperties.DEDUP_KEY)).isEqualTo("disk1");
        assertThat(house.queue.events()).hasSize(2);
    }

    @Test
    public void aSubmissionIdThatIsNoneIsNamed() {
        Exchange done = send("tocsin:event?channel=note", "x", Map.of(TocsinProperties.SUBMISSION, "two words"));

        assertThat(done.getException())
                .isInstanceOf(InvalidEventException.class)
                .hasMessageStartingWith("submission id: must have 1 to 64");
        assertThat(house.queue.events()).isEmpty();
    }

    @Test
    public void aBadEventFailsWithItsField() {
        Exchange done = send("tocsin:event?channel=note", "", Map.of());

        assertThat(done.getException())
                .isInstanceOf(InvalidEventException.class)
                .hasMessageStartingWith("body: ");
        assertThat(house.queue.events()).isEmpty();
    }

    @Test
    public void aRefusalOfTheQueueReachesTheRouteAsItIs() {
        house.queue.refuse(QueueRefusedException.Reason.FULL);

        Exchange done = send("tocsin:event?channel=note", "x", Map.of());

        assertThat(done.getException(QueueRefusedException.class).reason())
                .isEqualTo(QueueRefusedException.Reason.FULL);
    }

    @Test
    public void withoutAQueueOrAFormatItIsNotReady() {
        Exchange unknown = send("tocsin:event?channel=pigeon", "x", Map.of());
        assertThat(unknown.getException(QueueRefusedException.class).reason())
                .isEqualTo(QueueRefusedException.Reason.NOT_READY);
        assertThat(unknown.getException()).hasMessageContaining("pigeon");

        house.becomeEmpty();
        Exchange empty = send("tocsin:event?channel=note", "x", Map.of());
        assertThat(empty.getException(QueueRefusedException.class).reason())
                .isEqualTo(QueueRefusedException.Reason.NOT_READY);
    }

    @Test
    public void eventsOfOneSenderKeepTheirOrder() {
        for (int i = 0; i < 500; i++) {
            send("tocsin:event?channel=note", "n" + i, Map.of());
        }

        assertThat(house.queue.events())
                .extracting(event -> event.body().utf8())
                .hasSize(500)
                .satisfies(all -> {
                    for (int i = 0; i < all.size(); i++) {
                        assertThat(all.get(i)).isEqualTo("n" + i);
                    }
                });
    }

    @Test
    public void aWrongUriSaysWhatIsWrongAndWhatToDo() {
        assertWrong("tocsin:evnt?channel=note", "tocsin:event, tocsin:http, tocsin:deliver or tocsin:adapter");
        assertWrong("tocsin:event", "channel: is missing, give channel=pagerduty");
        assertWrong(
                "tocsin:event?channel=note&chanel=x", "chanel: is not an option, known are [channel, format, keyFile]");
        assertWrong("tocsin:adapter", "name: is missing, give name=nagios");
    }

    @Test
    public void aKeyInTheUriIsRefusedWithoutBeingRepeated() {
        assertThatThrownBy(() -> house.camel.getEndpoint("tocsin:event?channel=note&key=" + SECRET))
                .rootCause()
                .hasMessageContaining("use keyFile")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    public void noKeyIsInWhatCanBePrinted() throws Exception {
        Path keyFile = keyFile(SECRET);
        Exchange done = template.send(
                "tocsin:event?channel=note&keyFile=" + keyFile,
                e -> e.getMessage().setBody("x".repeat(200)));

        assertThat(done.getException()).isInstanceOf(InvalidEventException.class);
        assertThat(done.getException().toString()).doesNotContain(SECRET);
        assertThat(house.camel.getEndpoints().toString()).doesNotContain(SECRET);
    }

    private void assertWrong(String uri, String message) {
        assertThatThrownBy(() -> house.camel.getEndpoint(uri)).rootCause().hasMessageContaining(message);
    }

    private Path keyFile(String key) throws Exception {
        return Files.writeString(folder.newFile().toPath(), key + '\n');
    }

    private Exchange send(String uri, String text, Map<String, Object> properties) {
        return template.send(uri, exchange -> {
            exchange.getMessage().setBody(text);
            exchange.setProperty(TocsinProperties.KEY, SECRET);
            properties.forEach(exchange::setProperty);
        });
    }
}
