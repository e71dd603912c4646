// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.tocsin.api.Adapter;
import org.tocsin.api.AdapterFailedException;
import org.tocsin.api.AdapterInput;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Lane;
import org.tocsin.api.Translation;
import org.tocsin.cli.DraftView;
import org.tocsin.cli.RefusedException;
import org.tocsin.cli.RefusedException.Reason;
import org.tocsin.cli.TranslationView;
import org.tocsin.http.Caller;
import org.tocsin.http.Caller.Answer;
import org.tocsin.http.Doorway;

/** The adapters, as a client of the local API and the words meet them. */
public final class AdaptersApiTest {

    private static final Lane LANE = new Lane("pagerduty", "a-secret-key");

    private final Doorway doorway = new Doorway(LocalApi.PATHS.toArray(new String[0]));
    private final SmallApi api = new SmallApi(doorway, 4, 8);

    @Rule
    public final RuleChain open = RuleChain.outerRule(doorway).around(api);

    @Before
    public void bring() {
        api.adapters.bindAdapter(new Lines(), Map.of(Adapter.ROUTE, "disk.check"));
    }

    @Test
    public void adaptersAreListedWithTheirRoutesAndOwners() {
        assertThat(get("/adapters").status()).isEqualTo(200);
        assertThat(get("/adapters").body())
                .isEqualTo("{\"adapters\":[{\"name\":\"lines\",\"route\":\"disk.check\","
                        + "\"owner\":\"org.example.disk/1.0.0\"}]}");

        api.adapters.bindAdapter(new Named("late"), Map.of(Adapter.ROUTE, "disk.late"));
        api.adapters.bindAdapter(new Named("alone"), Map.of());
        assertThat(get("/adapters").body())
                .contains("{\"name\":\"alone\",\"route\":\"\",\"owner\":\"\"}")
                .contains("{\"name\":\"late\",\"route\":\"disk.late\",\"owner\":\"\"}");
    }

    @Test
    public void thePathNeedsTheTokenAndIsOnlyRead() {
        assertThat(ask("GET /adapters", "").status()).isEqualTo(401);
        assertThat(ask("POST /adapters", "Authorization: token " + Doorway.TOKEN + "\r\n")
                        .status())
                .isEqualTo(405);
    }

    @Test
    public void aTranslationShowsTheExactEventsAndSendsNothing() throws Exception {
        TranslationView made = api.adapterBoard.translate("lines", "one ä\nbad\ntwo", null, false);

        assertThat(made)
                .isEqualTo(new TranslationView(
                        List.of(
                                new DraftView(
                                        "pagerduty", LANE.id(), "v2", "one ä", "{\"key\":\"***\",\"x\":\"one ä\"}"),
                                new DraftView("pagerduty", LANE.id(), "v2", "two", "{\"key\":\"***\",\"x\":\"two\"}")),
                        List.of("2: line: is bad, mend it"),
                        false));
        assertThat(api.adapterBoard.translate("lines", "two", null, true).events())
                .extracting(DraftView::body)
                .containsExactly("{\"key\":\"a-secret-key\",\"x\":\"two\"}");
        assertThat(api.queue.events).isEmpty();
    }

    @Test
    public void anUnknownAdapterIsOneLineWithWhatThereIs() {
        refused(
                "nosuch",
                Reason.UNKNOWN,
                "adapter: there is no nosuch, only lines: correct the name or install its plugin");
        refused(
                "0123456789ABCDEF",
                Reason.UNKNOWN,
                "adapter: there is no adapter of that name, only lines: correct the name or install its plugin");
        api.adapters.bindAdapter(new Named("failing"), Map.of());
        refused("failing", Reason.BUSY, "adapter: failing failed on this input");
    }

    private void refused(String adapter, Reason reason, String says) {
        assertThatThrownBy(() -> api.adapterBoard.translate(adapter, "x", null, false))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessage(says);
    }

    private Answer get(String path) {
        return ask("GET " + path, "Authorization: token " + Doorway.TOKEN + "\r\n");
    }

    private Answer ask(String what, String credential) {
        try (Caller caller = doorway.call()) {
            return caller.send(what + " HTTP/1.1\r\nHost: localhost\r\n" + credential + "Content-Length: 0\r\n\r\n")
                    .answer();
        }
    }

    /** Makes an event of each line but those that are bad. */
    private static final class Lines implements Adapter {
        @Override
        public String name() {
            return "lines";
        }

        @Override
        public Translation translate(AdapterInput input) throws InvalidEventException {
            List<Event> events = new ArrayList<>();
            List<Translation.Problem> problems = new ArrayList<>();
            String[] lines = input.body().utf8().split("\n", -1);
            for (int i = 0; i < lines.length; i++) {
                if (lines[i].equals("bad")) {
                    problems.add(new Translation.Problem(i, "line: is bad, mend it"));
                } else {
                    Body body = Body.of("{\"key\":\"" + LANE.key() + "\",\"x\":\"" + lines[i] + "\"}");
                    events.add(new Event(LANE, "v2", body, lines[i]));
                }
            }
            return new Translation(events, problems);
        }
    }

    /** Has a name, and fails. */
    private record Named(String name) implements Adapter {
        @Override
        public Translation translate(AdapterInput input) throws AdapterFailedException {
            throw new AdapterFailedException("adapter: " + name + " failed on this input");
        }
    }
}
