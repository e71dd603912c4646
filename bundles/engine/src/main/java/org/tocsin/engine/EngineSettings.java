// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.time.Duration;

/**
 * The engine's configuration after it was checked.
 *
 * @param stopTimeout how long exchanges under way may take to end when the bundle of their route goes
 * @param httpThreads how many requests of blocking routes are worked on at the same time
 * @param httpWaiting how many more may wait
 * @param retryCeiling the longest wait between two tries to start a route
 */
record EngineSettings(Duration stopTimeout, int httpThreads, int httpWaiting, Duration retryCeiling) {

    static EngineSettings of(Engine.Config config) {
        return new EngineSettings(
                Setting.duration("stopTimeout", config.stopTimeout()),
                Setting.positive("httpThreads", config.httpThreads()),
                Setting.positive("httpWaiting", config.httpWaiting()),
                Setting.duration("retryCeiling", config.retryCeiling()));
    }
}
