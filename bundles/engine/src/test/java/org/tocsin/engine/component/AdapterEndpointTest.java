// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Adapter;
import org.tocsin.api.AdapterFailedException;
import org.tocsin.api.AdapterInput;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventDraft;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Lane;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.TocsinProperties;
import org.tocsin.api.Translation;

public class AdapterEndpointTest {

    private static final String URI = "tocsin:adapter?name=pager&channel=note";
    private static final AdapterInput INPUT =
            new AdapterInput(Body.of("disk1 is full"), "text/plain", "k", Map.of("object", "host"));

    @Rule
    public final SmallHouse house = new SmallHouse();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void aRouteIsTheAdapterThatItNamesAndSendsNothing() throws Exception {
        adapter(URI, exchange -> {});

        Translation translation = adapter().translate(INPUT);

        assertThat(adapter().name()).isEqualTo("pager");
        assertThat(translation.events())
                .containsExactly(new Event(new Lane("note", "k"), "plain", Body.of("disk1 is full"), "disk1"));
        assertThat(translation.problems()).isEmpty();
        assertThat(house.queue.events()).isEmpty();
    }

    @Test
    public void theRouteGetsTheBytesAndAllThatCameBesideThem() throws Exception {
        adapter(
                URI,
                exchange -> exchange.getMessage()
                        .setBody(String.join(
                                "|",
                                exchange.getMessage().getBody(byte[].class).length + "",
                                exchange.getProperty(TocsinProperties.ADAPTER, String.class),
                                exchange.getProperty(TocsinProperties.CONTENT_TYPE, String.class),
                                exchange.getProperty(TocsinProperties.KEY, String.class),
                                exchange.getProperty(TocsinProperties.PARAMETERS, Map.class)
                                        .toString())));

        assertThat(texts(INPUT)).containsExactly("13|pager|text/plain|k|{object=host}");
    }

    @Test
    public void aListMakesAsManyEventsInItsOrder() throws Exception {
        adapter(
                URI,
                exchange -> exchange.getMessage()
                        .setBody(Arrays.asList(
                                "one 1",
                                "two 2".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                                Body.of("three 3"),
                                EventDraft.of("four 4").inFormat("loud").withKey("other"))));

        List<Event> events = adapter().translate(INPUT).events();

        assertThat(events)
                .extracting(event -> event.body().utf8())
                .containsExactly("one 1", "two 2", "three 3", "four 4");
        assertThat(events).extracting(event -> event.lane().key()).containsExactly("k", "k", "k", "other");
        assertThat(events).extracting(Event::format).containsExactly("plain", "plain", "plain", "loud");
    }

    @Test
    public void whatIsWrongInAGroupDoesNotTakeTheOthersWithIt() throws Exception {
        adapter(
                URI,
                exchange -> exchange.getMessage()
                        .setBody(Arrays.asList("one 1", "", null, "three 3", null, "x".repeat(101))));

        Translation translation = adapter().translate(INPUT);

        assertThat(translation.events())
                .extracting(event -> event.body().utf8())
                .containsExactly("one 1", "three 3");
        assertThat(translation.problems())
                .containsExactly(
                        new Translation.Problem(1, "body: is \"empty\", write a note"),
                        new Translation.Problem(5, "body: is too long, shorten it"));
    }

    @Test
    public void whenNothingIsRightTheInputIsRefused() throws Exception {
        adapter(URI, exchange -> exchange.getMessage().setBody(List.of("", "x".repeat(101))));

        assertThatThrownBy(() -> adapter().translate(INPUT))
                .isInstanceOf(InvalidEventException.class)
                .hasMessage("body: is \"empty\", write a note (and 1 more)");
    }

    @Test
    public void anInputThatIsNotWorthAnEventMakesNone() throws Exception {
        adapter(URI, exchange -> exchange.getMessage().setBody(null));
        assertThat(adapter().translate(INPUT)).isEqualTo(new Translation(List.of(), List.of()));

        house.camel.getRouteController().stopRoute("pager");
        house.camel.removeRoute("pager");
        adapter(URI, exchange -> exchange.setRouteStop(true));
        assertThat(adapter().translate(INPUT)).isEqualTo(new Translation(List.of(), List.of()));
    }

    @Test
    public void theRoutesRefusalOfTheInputIsTheSenders() throws Exception {
        adapter(URI, exchange -> {
            throw new IllegalStateException(new InvalidEventException("HOSTSTATE", "is missing, set it by -f"));
        });

        assertThatThrownBy(() -> adapter().translate(INPUT))
                .isInstanceOf(InvalidEventException.class)
                .hasMessage("HOSTSTATE: is missing, set it by -f");
    }

    @Test
    public void aFaultOfTheRouteKeepsTheInputAndIsNotQuoted() throws Exception {
        adapter(URI, exchange -> {
            throw new IllegalStateException("disk1 is full for k");
        });

        assertThatThrownBy(() -> adapter().translate(INPUT))
                .isInstanceOf(AdapterFailedException.class)
                .hasMessage("adapter: pager failed on this input, see TOCSIN-ENGINE-011 in the agent's log");
    }

    @Test
    public void whatIsNoTextIsAFaultOfTheAdapter() throws Exception {
        adapter(URI, exchange -> exchange.getMessage().setBody(List.of("one 1", new Object())));

        assertThatThrownBy(() -> adapter().translate(INPUT))
                .isInstanceOf(AdapterFailedException.class)
                .hasMessageContaining("ended with java.lang.Object, which is no text; it must end with texts");
    }

    @Test
    public void aKeyComesFromTheInputElseFromTheFileAndADraftMaySayAnother() throws Exception {
        Path keyFile = Files.writeString(folder.newFile("pager.key").toPath(), "file-key\n");
        adapter(URI + "&format=loud&keyFile=" + keyFile, exchange -> {});

        assertThat(adapter().translate(INPUT).events())
                .extracting(event -> event.lane().key(), Event::format)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("k", "loud"));
        assertThat(adapter().translate(AdapterInput.of("disk1")).events())
                .extracting(event -> event.lane().key())
                .containsExactly("file-key");

        Files.delete(keyFile);
        assertThatThrownBy(() -> adapter().translate(AdapterInput.of("disk1")))
                .isInstanceOf(AdapterFailedException.class)
                .hasCauseInstanceOf(QueueRefusedException.class)
                .hasMessageContaining("keyFile: " + keyFile + " cannot be read");
        assertThatThrownBy(() -> {
                    house.becomeEmpty();
                    adapter().translate(INPUT);
                })
                .isInstanceOf(AdapterFailedException.class)
                .hasMessage("channel: note is not there, install its plugin or try again soon");
    }

    @Test
    public void anAdapterThatHangsTakesFourThreadsAndNoMore() throws Exception {
        CountDownLatch entered = new CountDownLatch(4);
        CountDownLatch hold = new CountDownLatch(1);
        adapter(URI, exchange -> {
            entered.countDown();
            assertThat(hold.await(10, TimeUnit.SECONDS)).isTrue();
        });
        List<CompletableFuture<Integer>> hanging = Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return adapter().translate(INPUT).events().size();
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        },
                        task -> new Thread(task).start()))
                .limit(4)
                .toList();
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(() -> adapter().translate(INPUT))
                .isInstanceOf(AdapterFailedException.class)
                .hasMessage("adapter: pager has 4 inputs under way, try again soon");
        hold.countDown();

        for (CompletableFuture<Integer> one : hanging) {
            assertThat(one.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        }
        assertThat(adapter().translate(INPUT).events()).hasSize(1);
    }

    @Test
    public void theAdapterIsWithdrawnBeforeItsRouteStops() throws Exception {
        adapter(URI, exchange -> {});
        Adapter adapter = adapter();

        house.camel.getRouteController().stopRoute("pager");

        assertThat(house.adapters).isEmpty();
        assertThatThrownBy(() -> adapter.translate(INPUT))
                .isInstanceOf(AdapterFailedException.class)
                .hasMessage("adapter: pager is being stopped, try again soon");
        house.camel.getRouteController().startRoute("pager");
        assertThat(house.adapters).hasSize(1);
    }

    @Test
    public void aWrongOptionIsNamedWithItsRemedy() {
        assertThatThrownBy(() -> adapter("tocsin:adapter", exchange -> {}))
                .hasRootCauseMessage("tocsin:adapter: name: is missing, give name=nagios");
        assertThatThrownBy(() -> adapter("tocsin:adapter?name=No/Name", exchange -> {}))
                .hasRootCauseMessage("tocsin:adapter: name: must begin with a small letter and have small letters,"
                        + " digits and hyphens");
        assertThatThrownBy(() -> adapter("tocsin:adapter?name=pager&methods=GET", exchange -> {}))
                .hasRootCauseMessage(
                        "tocsin:adapter: methods: is not an option, known are" + " [channel, format, keyFile, name]");
    }

    @Test
    public void nothingPrintsAKey() {
        assertThat(new AdapterInput(Body.of("x"), "text/plain", "secret", Map.of("p", "secret")))
                .hasToString("1 bytes of text/plain");
        assertThat(EventDraft.of("x").withKey("secret").onChannel("note").inFormat("v1"))
                .hasToString("1 bytes for note as v1");
    }

    private Adapter adapter() {
        return house.adapters.get(0);
    }

    private List<String> texts(AdapterInput input) throws Exception {
        return adapter().translate(input).events().stream()
                .map(event -> event.body().utf8())
                .toList();
    }

    private void adapter(String uri, Processor processor) throws Exception {
        house.routes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(uri).routeId("pager").process(processor);
            }
        });
    }
}
