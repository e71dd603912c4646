// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.tocsin.api.Setting;

/**
 * The engine's configuration after it was checked.
 *
 * @param stopTimeout how long exchanges under way may take to end when the bundle of their route goes
 * @param httpThreads how many requests of blocking routes are worked on at the same time
 * @param httpWaiting how many more may wait
 * @param retryCeiling the longest wait between two tries to start a route
 */
record EngineSettings(Duration stopTimeout, int httpThreads, int httpWaiting, Duration retryCeiling) {

    private static final String FILE = "org.tocsin.engine.cfg";

    static final String STOP_TIMEOUT = "PT5S";
    static final String HTTP_THREADS = "16";
    static final String HTTP_WAITING = "256";
    static final String RETRY_CEILING = "PT1M";

    /**
     * Reads what is configured. The default stands in for a value that is wrong, because without the engine no event
     * would come in or leave.
     *
     * @param wrong told of every wrong value in a line that names file, key, value and remedy
     */
    static EngineSettings of(Engine.Config config, Consumer<String> wrong) {
        return new EngineSettings(
                read("stopTimeout", config.stopTimeout(), STOP_TIMEOUT, Setting::positiveDuration, wrong),
                read("httpThreads", config.httpThreads(), HTTP_THREADS, EngineSettings::count, wrong),
                read("httpWaiting", config.httpWaiting(), HTTP_WAITING, EngineSettings::count, wrong),
                read("retryCeiling", config.retryCeiling(), RETRY_CEILING, Setting::positiveDuration, wrong));
    }

    private static int count(Setting setting) {
        return setting.number(1, Integer.MAX_VALUE);
    }

    private static <T> T read(
            String key, String value, String standIn, Function<Setting, T> reader, Consumer<String> wrong) {
        try {
            return reader.apply(Setting.of(FILE, key, value));
        } catch (IllegalArgumentException e) {
            wrong.accept(e.getMessage() + "; until then " + standIn + " is used");
            return reader.apply(Setting.of(FILE, key, standIn));
        }
    }
}
