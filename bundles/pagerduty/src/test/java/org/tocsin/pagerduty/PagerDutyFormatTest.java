// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.Test;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventAction;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Lane;
import org.tocsin.channel.http.HttpAnswer;

public class PagerDutyFormatTest {

    private static final String KEY = "0123456789abcdef0123456789ABCDEF";
    private static final String OTHER = "ffffffffffffffffffffffffffffffff";
    private static final String MADE = "00000000000000000000000000000001";
    private static final String R = "\"routing_key\":\"" + KEY + "\"";
    private static final String S = "\"service_key\":\"" + KEY + "\"";
    private static final String PAYLOAD =
            "\"payload\":{\"summary\":\"disk full\",\"source\":\"web1\",\"severity\":\"error\"}";
    private static final String TRIGGER =
            "{" + R + ",\"event_action\":\"trigger\",\"dedup_key\":\"d\"," + PAYLOAD + "}";
    private static final String TRIGGER_1 =
            "{" + S + ",\"event_type\":\"trigger\",\"incident_key\":\"i\",\"description\":\"disk full\"}";

    private final PagerDutyFormat format = new PagerDutyFormat(() -> MADE);

    @Test
    public void whatIsPrintedNamesNoKey() throws Exception {
        EventText event = EventText.of(Body.of("{\"routing_key\":\"R0UT1NGKEY\"}"));
        assertThat(event.toString()).contains("characters").doesNotContain("R0UT1NGKEY");
        assertThat(event.given("routing_key")).hasToString("Field[VALUE_STRING at 15]");
        assertThat(new HttpAnswer(400, null, "no such key R0UT1NGKEY"))
                .hasToString("HttpAnswer[status=400, retryAfter=null]");
    }

    @Test
    public void whatNeedsNoChangeIsStoredByteForByte() throws Exception {
        String untouched = " \r\n\t{ \"custom\" : 12345678901234567890.10e+0005 , \"a\":1, \"a\":[{},[],null,true],\n"
                + R + ", \"event_action\":\"\\u0074rigger\", \"dedup_key\":\"\\u00fc\\n\",\n\"images\":[], "
                + "\"payload\":{\"severity\":\"critical\",\"summary\":\"\uD83D\uDE00 \\/\",\"source\":\"s\","
                + "\"custom_details\":{\"payload\":{\"summary\":1},\"routing_key\":2}} } \n";
        Event event = read(untouched);
        assertThat(event)
                .isEqualTo(new Event(new Lane("pagerduty", KEY), "v2", Body.of(untouched), "ü\n", EventAction.TRIGGER));

        assertThat(read(TRIGGER_1))
                .isEqualTo(new Event(new Lane("pagerduty", KEY), "v1", Body.of(TRIGGER_1), "i", EventAction.TRIGGER));
    }

    @Test
    public void aReplacementCharacterThatWasSentIsNoBrokenText() throws Exception {
        String sent = TRIGGER.replace("disk full", "disk \uFFFD full");
        assertThat(read(sent).body()).isEqualTo(Body.of(sent));
    }

    @Test
    public void fieldsBehindALongOneAreChangedInTheirOwnPlace() throws Exception {
        String head =
                "{\"custom\":\"" + "ü\\n".repeat(50_000) + "\"," + R + ",\"event_action\":\"trigger\",\"dedup_key\":";
        accepted(head + "null," + PAYLOAD + "}", head + '"' + MADE + "\"," + PAYLOAD + "}", MADE);
    }

    @Test
    public void anEventSaysWhatItDoesToItsIncident() throws Exception {
        for (EventAction action :
                new EventAction[] {EventAction.TRIGGER, EventAction.ACKNOWLEDGE, EventAction.RESOLVE}) {
            String word = '"' + action.name().toLowerCase(Locale.ROOT) + '"';
            assertThat(read(TRIGGER.replace("\"trigger\"", word)).action()).isEqualTo(action);
            assertThat(read(TRIGGER_1.replace("\"trigger\"", word)).action()).isEqualTo(action);
        }
        String change = "{" + R + ",\"event_action\":\"resolve\",\"payload\":{\"summary\":\"deployed\"}}";
        assertThat(format.read(Body.of(change), "change", null).action()).isEqualTo(EventAction.OTHER);
    }

    @Test
    public void theShapeIsInferredAndAChangeIsNot() throws Exception {
        String change = "{" + R + ",\"payload\":{\"summary\":\"deployed\"}}";
        assertThat(read(TRIGGER).format()).isEqualTo("v2");
        assertThat(read(TRIGGER_1).format()).isEqualTo("v1");
        assertThat(format.read(Body.of(change), "change", null))
                .isEqualTo(new Event(new Lane("pagerduty", KEY), "change", Body.of(change), null));
        refused(change, "event_action: is missing, use trigger, acknowledge or resolve");
        refused(
                "{}",
                "body: is no PagerDuty event, give routing_key and event_action (v2)"
                        + " or service_key and event_type (v1)");
        refused("{" + R + "," + S + "}", "body: has fields of v1 and of v2, name its version");
        refused(
                "{\"event_type\":1,\"event_action\":2}",
                "body: is no PagerDuty event, give routing_key and event_action (v2)"
                        + " or service_key and event_type (v1)");
        assertThat(read("{" + S + "," + TRIGGER.substring(1)).format())
                .as("the action decides before the key")
                .isEqualTo("v2");
        assertThatThrownBy(() -> format.read(Body.of(TRIGGER), "V2", null))
                .hasMessage("format: is not known, use v1, v2 or change");
        assertThatThrownBy(() -> format.read(Body.of(TRIGGER), "v1", null))
                .hasMessage("event_type: is missing, use trigger, acknowledge or resolve");
    }

    @Test
    public void aTriggerWithoutADedupKeyGetsOne() throws Exception {
        String rest = R + ",\"event_action\":\"trigger\"," + PAYLOAD;
        String made = "\"dedup_key\":\"" + MADE + "\"";
        accepted(" {" + rest + "}", " {" + made + "," + rest + "}", MADE);
        for (String nothing : new String[] {"null", "\"\"", "\" \\t\"", "\"\\u0020\""}) {
            accepted(
                    "{\"dedup_key\" : " + nothing + " ," + rest + "}",
                    "{\"dedup_key\" : \"" + MADE + "\" ," + rest + "}",
                    MADE);
        }
        String v1 = S + ",\"event_type\":\"trigger\",\"description\":\"d\"";
        accepted("{" + v1 + "}", "{\"incident_key\":\"" + MADE + "\"," + v1 + "}", MADE);
    }

    @Test
    public void madeKeysAre32HexDigitsAndNeverTheSame() throws Exception {
        PagerDutyFormat real = new PagerDutyFormat();
        Body body = Body.of(TRIGGER.replace("\"dedup_key\":\"d\",", ""));
        String first = real.read(body, null, null).dedupKey();
        assertThat(first)
                .matches("[0-9a-f]{32}")
                .isNotEqualTo(real.read(body, null, null).dedupKey());
    }

    @Test
    public void aKeyGivenOutsideTheTextIsPutIn() throws Exception {
        String rest = "\"event_action\":\"resolve\",\"dedup_key\":\"d\"";
        String expected = "{\"routing_key\":\"" + KEY + "\"," + rest + "}";
        assertThat(format.read(Body.of("{" + rest + "}"), null, KEY).body().utf8())
                .isEqualTo(expected);
        assertThat(format.read(Body.of("{\"routing_key\":\"\"," + rest + "}"), null, KEY)
                        .body()
                        .utf8())
                .isEqualTo(expected);
        assertThat(format.read(Body.of("{\"routing_key\":null," + rest + "}"), null, KEY)
                        .body()
                        .utf8())
                .isEqualTo(expected);
        assertThat(format.read(Body.of(expected), null, KEY).body().utf8()).isEqualTo(expected);
        assertThatThrownBy(() -> format.read(Body.of(expected), null, OTHER))
                .hasMessage("routing_key: differs from the key given outside the text, give it once");
        assertThatThrownBy(() -> format.read(Body.of("{" + rest + "}"), null, "short"))
                .hasMessage(
                        "routing_key: must be 32 letters and digits, has 5 characters; copy the integration key again");
        String both = "{\"event_action\":\"trigger\"," + PAYLOAD + "}";
        assertThat(format.read(Body.of(both), null, KEY).body().utf8())
                .isEqualTo("{\"routing_key\":\"" + KEY + "\",\"dedup_key\":\"" + MADE + "\"," + both.substring(1));
    }

    @Test
    public void aByteOrderMarkIsLeftOut() throws Exception {
        accepted("\uFEFF" + TRIGGER, TRIGGER, "d");
    }

    @Test
    public void goPdagentsAcknowledgeWithABlankPayloadIsTaken() throws Exception {
        String text = "{" + R + ",\"event_action\":\"acknowledge\",\"dedup_key\":\"d\","
                + "\"payload\":{\"summary\":\"\",\"source\":\"\",\"severity\":\"error\"}}";
        accepted(text, text, "d");
        String bare = "{" + R + ",\"event_action\":\"resolve\",\"dedup_key\":\"d\",\"payload\":null}";
        accepted(bare, bare, "d");
        String v1 = "{" + S + ",\"event_type\":\"resolve\",\"incident_key\":\"i\",\"description\":\"\"}";
        accepted(v1, v1, "i");
    }

    @Test
    public void aLongSummaryIsCutAndMarked() throws Exception {
        summary("x".repeat(1024), "x".repeat(1024));
        summary("x".repeat(1025), "x".repeat(1023) + "…");
        summary("ü".repeat(2000), "ü".repeat(1023) + "…");
        // as they are and as escapes, astral characters count once and stay whole
        summary("\uD83D\uDE00".repeat(1024), "\uD83D\uDE00".repeat(1024));
        summary("\uD83D\uDE00".repeat(1025), "\uD83D\uDE00".repeat(1023) + "…");
        summary("\\ud83d\\ude00".repeat(1024), "\\ud83d\\ude00".repeat(1024));
        summary("\\ud83d\\uDE00".repeat(1030), "\\ud83d\\uDE00".repeat(1023) + "…");
        summary("\\n\\\"\\\\\\u0041".repeat(300), "\\n\\\"\\\\\\u0041".repeat(255) + "\\n\\\"\\\\" + "…");
        summary("\\ud83d".repeat(1025), "\\ud83d".repeat(1023) + "…");
        summary("\\ud83d\uDE00".replace("\uDE00", "x").repeat(600), "\\ud83dx".repeat(511) + "\\ud83d" + "…");
        String head = "{" + S + ",\"event_type\":\"trigger\",\"incident_key\":\"i\",\"description\":\"";
        accepted(head + "y".repeat(3000) + "\"}", head + "y".repeat(1023) + "…\"}", "i");
    }

    private void summary(String written, String expected) throws Exception {
        String head = "{" + R + ",\"event_action\":\"trigger\",\"dedup_key\":\"d\",\"payload\":{\"summary\" : \"";
        String tail = "\" ,\"source\":\"s\",\"severity\":\"info\"}}";
        accepted(head + written + tail, head + expected + tail, "d");
    }

    @Test
    public void aLongDedupKeyIsRefusedNotCut() throws Exception {
        String fits = TRIGGER.replace("\"d\"", '"' + "\uD83D\uDE00".repeat(255) + '"');
        accepted(fits, fits, "\uD83D\uDE00".repeat(255));
        refused(
                TRIGGER.replace("\"d\"", '"' + "k".repeat(256) + '"'),
                "dedup_key: has 256 characters, PagerDuty takes 255; shorten it in the trigger and in the resolve"
                        + " alike");
        refused(
                TRIGGER_1.replace("\"i\"", '"' + "k".repeat(300) + '"'),
                "incident_key: has 300 characters, PagerDuty takes 255; shorten it in the trigger and in the resolve"
                        + " alike");
    }

    @Test
    public void sizeIsBoundedBeforeAndAfterTheSplices() throws Exception {
        String head = TRIGGER.substring(0, TRIGGER.length() - 1) + ",\"x\":\"";
        String full = head + "x".repeat(EventText.MAX_BYTES - head.length() - 2) + "\"}";
        accepted(full, full, "d");
        tooLarge(full + " ", EventText.MAX_BYTES + 1);
        String without = full.replace("\"dedup_key\":\"d\",", "");
        tooLarge(without, without.length() + 47);
    }

    private void tooLarge(String text, int size) {
        assertThatThrownBy(() -> read(text))
                .hasMessage("body: has " + size + " bytes, PagerDuty takes 524288; shorten it")
                .isInstanceOfSatisfying(
                        InvalidEventException.class,
                        e -> assertThat(e.kind()).isEqualTo(InvalidEventException.Kind.TOO_LARGE));
    }

    @Test
    public void whatIsNoJsonObjectIsRefused() {
        refused("", "body: is empty, send one JSON object");
        refused(" \n", "body: is empty, send one JSON object");
        refused("\uFEFF", "body: is empty, send one JSON object");
        refused("[" + TRIGGER + "]", "body: is not a JSON object, begin with {");
        refused("\"" + KEY + "\"", "body: is not a JSON object, begin with {");
        refused(TRIGGER + TRIGGER, "body: goes on after the JSON object, send one event at a time");
        refused(
                TRIGGER + "]",
                "body: is not valid JSON at line 1, column " + (TRIGGER.length() + 1) + "; send one JSON object");
        refused(KEY, "body: is not valid JSON at line 1, column 2; send one JSON object");
        refused("{\n'a':1}", "body: is not valid JSON at line 2, column 1; send one JSON object");
        refused("{\"a\":" + "[".repeat(300) + "]".repeat(300) + "}", "body: nests deeper than 200 levels, flatten it");
        for (String wrong : new String[] {
            "{\"a\":1,}",
            "{\"a\":01}",
            "{\"a\":NaN}",
            "{\"a\":\"\n\"}",
            "{\"a\":\"\\x\"}",
            "{/**/}",
            "{\"a\"}",
            "{",
            "{\"a\":\"\\ud8\"}"
        }) {
            assertThatThrownBy(() -> read(wrong)).as(wrong).hasMessageStartingWith("body: is not valid JSON at line ");
        }
        byte[] wide = TRIGGER.getBytes(StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> format.read(Body.of(wide), null, null))
                .hasMessageStartingWith("body: is not valid JSON");
        for (byte[] wrong :
                new byte[][] {{'{', (byte) 0xff}, {(byte) 0xc0, (byte) 0xaf}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}
                }) {
            assertThatThrownBy(() -> format.read(Body.of(wrong), null, null))
                    .hasMessage("body: is not UTF-8, send UTF-8 text");
        }
    }

    @Test
    public void everyWrongFieldIsNamedWithItsRemedy() {
        String action = "use trigger, acknowledge or resolve";
        trigger("\"trigger\"", "\"Trigger\"", "event_action: is not known, " + action);
        trigger("\"trigger\"", "\"\"", "event_action: is missing, " + action);
        trigger("\"trigger\"", "7", "event_action: must be text, put it in quotes");
        trigger(
                R,
                "\"routing_key\":\"" + KEY.substring(1) + "\"",
                "routing_key: must be 32 letters and digits, has 31 characters; copy the integration key again");
        trigger(
                R,
                "\"routing_key\":\"" + KEY.replace('0', '-') + "\"",
                "routing_key: must be 32 letters and digits, has others; copy the integration key again");
        trigger(R, "\"routing_key\":null", "routing_key: is missing, give the 32 characters of the integration key");
        trigger(R, "\"routing_key\":12", "routing_key: must be text, put it in quotes");
        trigger(R, "\"x\":1", "routing_key: is missing, give the 32 characters of the integration key");
        trigger(R, R + ",\"routing\\u005fkey\":\"" + OTHER + "\"", "routing_key: is given twice, give it once");
        trigger("\"d\"", "5", "dedup_key: must be text, put it in quotes");
        trigger("\"d\"", "{}", "dedup_key: must be text, put it in quotes");
        trigger(
                "\"trigger\",\"dedup_key\":\"d\"",
                "\"resolve\"",
                "dedup_key: is missing, give the dedup_key of the trigger");
        trigger(
                "\"trigger\",\"dedup_key\":\"d\"",
                "\"acknowledge\",\"dedup_key\":\" \"",
                "dedup_key: is missing, give the dedup_key of the trigger");
        trigger(PAYLOAD, "\"x\":1", "payload: is missing, give an object with summary, source and severity");
        trigger(PAYLOAD, "\"payload\":null", "payload: is missing, give an object with summary, source and severity");
        trigger(PAYLOAD, "\"payload\":[]", "payload: must be an object, put it in braces");
        trigger(PAYLOAD, "\"payload\":{}", "payload.summary: is missing or blank, say what happened");
        trigger(PAYLOAD, PAYLOAD + "," + PAYLOAD, "payload: is given twice, give it once");
        trigger("\"disk full\"", "\" \"", "payload.summary: is missing or blank, say what happened");
        trigger("\"disk full\"", "\"a\",\"summary\":\"b\"", "payload.summary: is given twice, give it once");
        trigger("\"disk full\"", "[\"a\"]", "payload.summary: must be text, put it in quotes");
        trigger("\"web1\"", "\"\"", "payload.source: is missing or blank, name the host or thing that it happened to");
        trigger("\"error\"", "\"Error\"", "payload.severity: is not known, use critical, error, warning or info");
        trigger("\"error\"", "null", "payload.severity: is missing or blank, use critical, error, warning or info");

        v1("\"trigger\"", "\"open\"", "event_type: is not known, " + action);
        v1(KEY, "", "service_key: is missing, give the 32 characters of the integration key");
        v1("\"disk full\"", "\"\"", "description: is missing or blank, say what happened");
        v1("\"disk full\"", "1", "description: must be text, put it in quotes");
        v1(
                "\"trigger\",\"incident_key\":\"i\"",
                "\"resolve\"",
                "incident_key: is missing, give the incident_key of the trigger");
    }

    @Test
    public void aChangeNeedsASummaryAndTheKeyOfAService() {
        change("{" + R + "}", "payload: is missing, give an object with summary");
        change("{" + R + ",\"payload\":{\"summary\":\"\"}}", "payload.summary: is missing or blank, say what happened");
        change(
                "{\"routing_key\":\"R" + KEY.substring(1) + "\",\"payload\":{\"summary\":\"s\"}}",
                "routing_key: names a ruleset, which takes no change events; use the key of a service");
    }

    private void change(String text, String message) {
        assertThatThrownBy(() -> format.read(Body.of(text), "change", null)).hasMessage(message);
    }

    private void trigger(String part, String wrong, String message) {
        assertThat(TRIGGER).contains(part);
        refused("v2", TRIGGER.replace(part, wrong), message);
    }

    private void v1(String part, String wrong, String message) {
        assertThat(TRIGGER_1).contains(part);
        refused("v1", TRIGGER_1.replace(part, wrong), message);
    }

    private void refused(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .as(text)
                .isInstanceOf(InvalidEventException.class)
                .hasMessage(message);
    }

    private void refused(String shape, String text, String message) {
        assertThatThrownBy(() -> format.read(Body.of(text), shape, null))
                .as(text)
                .isInstanceOf(InvalidEventException.class)
                .hasMessage(message);
    }

    private void accepted(String text, String stored, String dedupKey) throws Exception {
        Event event = read(text);
        assertThat(event.body().utf8()).isEqualTo(stored);
        assertThat(event.dedupKey()).isEqualTo(dedupKey);
    }

    private Event read(String text) throws InvalidEventException {
        return format.read(Body.of(text), null, null);
    }
}
