// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventAction;
import org.tocsin.api.EventFormat;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Lane;

/**
 * Reads the events of PagerDuty: v1, v2 and change. The text is stored as it came, except that a missing key is put in,
 * a trigger without a dedup key gets one (so that a repeat of it opens no second incident), and a summary over the
 * API's limit is cut and marked. If it is wished, a v1 event becomes one of v2 ({@link V1Upgrade}).
 */
@Component(service = EventFormat.class)
public final class PagerDutyFormat implements EventFormat {

    static final String CHANNEL = "pagerduty";

    private static final int DEDUP_KEY_BYTES = 16;

    private final Supplier<String> newDedupKeys;
    private volatile @Nullable UpgradeSetting setting;

    /** Makes dedup keys of 128 random bits. */
    @Activate
    public PagerDutyFormat() {
        this(randomHex(new SecureRandom()));
    }

    PagerDutyFormat(Supplier<String> newDedupKeys) {
        this.newDedupKeys = newDedupKeys;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setUpgrade(UpgradeSetting now) {
        setting = now;
    }

    void unsetUpgrade(UpgradeSetting gone) {
        if (setting == gone) {
            setting = null;
        }
    }

    private @Nullable V1Upgrade upgrade() {
        UpgradeSetting now = setting;
        return now == null ? null : now.upgrade();
    }

    @Override
    public String channel() {
        return CHANNEL;
    }

    @Override
    public Event read(Body text, @Nullable String format, @Nullable String key) throws InvalidEventException {
        EventText event = EventText.of(text);
        Shape shape = format == null ? Shape.infer(event) : Shape.named(format);
        EventRules rules = new EventRules(shape, event);
        EventAction action = rules.action();
        boolean trigger = action == EventAction.TRIGGER;
        String laneKey = rules.key(key);
        String dedupKey = rules.dedupKey(trigger);
        rules.content(trigger);

        V1Upgrade upgrade = shape == Shape.V1 ? upgrade() : null;
        if (upgrade != null) {
            String dedup = dedupKey == null ? newDedupKeys.get() : dedupKey;
            Body upgraded = upgrade.apply(event, laneKey, dedup);
            return new Event(
                    new Lane(CHANNEL, laneKey),
                    Shape.V2.word,
                    bounded(upgraded, " as an event of v2 (upgradeV1)"),
                    dedup,
                    action);
        }
        Splices splices = new Splices(event);
        if (isBlank(event, shape.keyField)) {
            splices.set(shape.keyField, laneKey);
        }
        if (trigger && dedupKey == null) {
            dedupKey = newDedupKeys.get();
            splices.set(shape.dedupField, dedupKey);
        }
        splices.cut(shape == Shape.V1 ? "description" : "payload.summary", EventRules.MAX_SUMMARY);
        return new Event(new Lane(CHANNEL, laneKey), shape.word, bounded(splices.apply(), ""), dedupKey, action);
    }

    /** What is too large gets shorter details; see {@link Fitting}. */
    @Override
    public Event fit(Body text, @Nullable String format, @Nullable String key) throws InvalidEventException {
        return read(Fitting.beforeAcceptance(text), format, key);
    }

    private static boolean isBlank(EventText event, String path) {
        EventText.Field field = event.given(path);
        return field == null || field.value() == null || field.value().isBlank();
    }

    private static Body bounded(Body body, String as) throws InvalidEventException {
        if (body.size() > EventText.MAX_BYTES) {
            throw EventText.tooLarge(body.size(), as);
        }
        return body;
    }

    private static Supplier<String> randomHex(SecureRandom random) {
        return () -> {
            byte[] bytes = new byte[DEDUP_KEY_BYTES];
            random.nextBytes(bytes);
            return HexFormat.of().formatHex(bytes);
        };
    }
}
