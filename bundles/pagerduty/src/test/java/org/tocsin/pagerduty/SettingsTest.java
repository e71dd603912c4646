// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.Test;
import org.tocsin.api.Backoff;
import org.tocsin.api.HealthPart;
import org.tocsin.api.Outcome;
import org.tocsin.channel.Waits;
import org.tocsin.channel.http.Bounds;

public class SettingsTest {

    @Test
    public void theDefaultsAreThoseOfTheDesign() {
        Settings settings = Settings.of(Configs.with());
        assertThat(settings.base()).hasToString("https://events.pagerduty.com");
        assertThat(settings.bounds())
                .isEqualTo(new Bounds(Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(30), 128));
        assertThat(settings.waits())
                .isEqualTo(new Waits(
                        new Backoff(Duration.ofSeconds(30), Duration.ofMinutes(2), false),
                        new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), true),
                        Duration.ofMinutes(5)));
    }

    @Test
    public void theUrlWinsOverTheRegion() {
        assertThat(base("region", "EU")).hasToString("https://events.eu.pagerduty.com");
        assertThat(base("url", " HTTP://127.0.0.1:18090/ ", "region", "eu")).hasToString("http://127.0.0.1:18090");
        assertThat(base("url", "https://gw.example/pd/eu/")).hasToString("https://gw.example/pd/eu");
        assertThat(base("url", "http://[::1]:8080")).hasToString("http://[::1]:8080");
    }

    private static URI base(String... changed) {
        return Settings.of(Configs.with(changed)).base();
    }

    @Test
    public void aWrongValueNamesFileKeyValueAndRemedy() {
        wrong("region", "mars", "known, use us or eu");
        wrong("url", "events.pagerduty.com", "a usable URL, use one that begins with https:// or http://");
        wrong("url", "ftp://host", "a usable URL, use one that begins with https:// or http://");
        wrong("url", "https://", "a usable URL, use one such as https://events.pagerduty.com");
        wrong("url", "https:///path", "a usable URL, use one with a host and, if need be, a port from 1 to 65535");
        wrong("url", "https://host:70000", "a usable URL, use one with a host and, if need be, a port from 1 to 65535");
        wrong("url", "https://ho st", "a usable URL, use one such as https://events.pagerduty.com");
        wrong("url", "https://host/a?b=c", "a usable URL, use only a plain path such as /gateway after the host");
        wrong("url", "https://host/#x", "a usable URL, use only a plain path such as /gateway after the host");
        wrong("url", "https://host/a//b", "a usable URL, use only a plain path such as /gateway after the host");
        wrong("deadline", "30", "a duration, use ISO-8601 such as PT30S");
        wrong("deadline", "PT0S", "in range, use a duration from PT0.001S to PT24H");
        wrong("connectTimeout", "-PT1S", "in range, use a duration from PT0.001S to PT24H");
        wrong("connections", "many", "a number, use a whole number from 1 to 10000");
        wrong("connections", "0", "in range, use a whole number from 1 to 10000");
        wrong("throttleCeiling", "PT1S", "long enough, use at least throttleInitial, which is PT30S");
        wrong("outageInitial", "PT600000000000H", "in range, use a duration from PT0.001S to PT24H");
        wrong("retryAfterCeiling", "", "a duration, use ISO-8601 such as PT30S");
    }

    private static void wrong(String key, String value, String remedy) {
        assertThatThrownBy(() -> Settings.of(Configs.with(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("org.tocsin.pagerduty.cfg: " + key + ": '" + value + "' is not " + remedy);
    }

    @Test
    public void aPasswordInTheUrlIsRefusedAndNotShown() {
        for (String url :
                new String[] {"https://user:hunter2@host", "https://user:hunter2@ho st", "//u:hunter2@host"}) {
            assertThatThrownBy(() -> Settings.of(Configs.with("url", url)))
                    .as(url)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("***@")
                    .hasMessageNotContaining("hunter2");
        }
    }

    @Test
    public void keysInTheClearAreNoticedExceptOnLoopback() {
        assertThat(Settings.of(Configs.with("url", "http://gateway.example")).isExposed())
                .isTrue();
        for (String safe :
                new String[] {"https://gateway.example", "http://localhost:1", "http://127.1.2.3", "http://[::1]"}) {
            assertThat(Settings.of(Configs.with("url", safe)).isExposed())
                    .as(safe)
                    .isFalse();
        }
    }

    @Test
    public void aWrongConfigurationIsSeenInTheStatus() {
        PagerDutyHealth health = new PagerDutyHealth(Configs.with("region", "mars"));
        health.attempted(new Outcome.Delivered("HTTP 202"));
        assertThat(health.health().state()).isEqualTo(HealthPart.State.DEGRADED);
        assertThat(health.health().text())
                .isEqualTo("TOCSIN-PAGERDUTY-001 nothing is delivered:"
                        + " org.tocsin.pagerduty.cfg: region: 'mars' is not known, use us or eu");
    }

    @Test
    public void aWrongValueOfARunningAgentLeavesTheWayOpenAndTheConfigurationBeforeInForce() {
        PagerDutyHealth health = new PagerDutyHealth(Configs.with("region", "eu"));
        health.attempted(new Outcome.Delivered("HTTP 202"));
        Config wrong = Configs.with("region", "mars");

        health.modified(wrong);

        assertThat(Settings.of(health.inForce(wrong)).peer()).isEqualTo("events.eu.pagerduty.com");
        assertThat(health.health())
                .isEqualTo(new HealthPart.Health(
                        HealthPart.State.DEGRADED,
                        "org.tocsin.pagerduty.cfg: region: 'mars' is not known, use us or eu; until it is put right the"
                                + " settings before it stay in force; events.eu.pagerduty.com, last answer HTTP 202"));
        health.modified(Configs.with("region", "us"));
        assertThat(health.health())
                .isEqualTo(new HealthPart.Health(HealthPart.State.READY, "events.pagerduty.com, nothing sent yet"));
    }

    @Test
    public void aWrongValueOfARunningAgentDoesNotTurnTheUpgradeOff() {
        UpgradeSetting setting = new UpgradeSetting(Configs.with("upgradeV1", "true"));

        setting.modified(Configs.with("upgradeV1", "true", "upgradeSeverity", "grave"));
        assertThat(setting.upgrade()).isNotNull();
        setting.modified(Configs.with("upgradeV1", "perhaps"));
        assertThat(setting.upgrade()).isNotNull();
        setting.modified(Configs.with("upgradeV1", "false"));
        assertThat(setting.upgrade()).isNull();
    }

    @Test
    public void beingAskedToSlowDownIsNoFaultOfTheWay() {
        Config config = Configs.with();
        PagerDutyHealth health = new PagerDutyHealth(config);
        Settings settings = Settings.of(config);
        health.attempted(new Outcome.RetryLater("HTTP 429", settings.waits().throttle(), null));
        assertThat(health.health())
                .isEqualTo(new HealthPart.Health(
                        HealthPart.State.READY, "events.pagerduty.com, asks to slow down, last answer HTTP 429"));
        health.attempted(new Outcome.RetryLater(
                "events.pagerduty.com: HTTP 503", settings.waits().outage(), null));
        assertThat(health.health())
                .isEqualTo(new HealthPart.Health(
                        HealthPart.State.DEGRADED, "last attempt failed, events.pagerduty.com: HTTP 503"));
    }
}
