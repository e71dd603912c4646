// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person does with what is on the queue. Words and HTTP paths are views of it. Everything fails with a
 * {@link RefusedException} that says {@code field: what is wrong, what to do}; then nothing was changed, unless it says
 * so. Blocks until what was changed is durable.
 */
public interface Desk {

    /** Events without their bodies, in the order of their numbers. */
    EventPage list(EventQuery query) throws RefusedException;

    /**
     * One event with all that is known of it.
     *
     * @param withKey whether the body is shown as it is; else the lane's key is struck out of it
     */
    EventView event(String key, boolean withKey) throws RefusedException;

    /** Puts these dead letters back in their places. All are looked at before one is put back; lane by lane. */
    int retry(List<String> keys) throws RefusedException;

    /** Puts the dead letters of a lane back in their places; those of all lanes when it is null. */
    int retryLane(@Nullable String lane) throws RefusedException;

    /**
     * Takes these events out. Dead letters are gone; those that wait are listed as dropped. The one that is being delivered
     * is left: then this fails, and says so.
     *
     * @param reason why, for people, in one line; null for the usual one
     */
    int drop(List<String> keys, @Nullable String reason) throws RefusedException;

    /** Takes those of these events out that are dead letters by now; the others are left. Dead letters have no reason. */
    int purge(List<String> keys) throws RefusedException;

    /**
     * Takes all events of a lane out that are in this state.
     *
     * @param state {@code dead} or {@code waiting}
     * @param reason why, for people, in one line; null for the usual one
     */
    int dropLane(String lane, String state, @Nullable String reason) throws RefusedException;

    /**
     * Puts another text in the place of a dead letter.
     *
     * @param retry whether it is put back in its place at once; else it stays dead
     */
    void edit(String key, String body, boolean retry) throws RefusedException;

    /**
     * A part of an export, lane by lane.
     *
     * @param from where it begins: as the part before said, or the key of its last event; null for the first
     */
    ExportPage export(EventQuery query, @Nullable String from) throws RefusedException;

    /**
     * Accepts exported events as new ones, each at the end of its lane, and each once.
     *
     * @param firstLine the number of the first line
     */
    Imported accept(String lines, int firstLine) throws RefusedException;

    /** How a lane stands. */
    LaneView lane(String id) throws RefusedException;

    /** Keeps a lane from sending, or lets it send again. */
    void hold(String id, boolean held) throws RefusedException;

    /**
     * Copies the store, or waits a while for a copy that is being made.
     *
     * @param job names one that was asked for before; null to begin
     */
    Progress<BackupView> backup(String directory, @Nullable String job) throws RefusedException;

    /**
     * Checks the store, or waits a while for a check that runs.
     *
     * @param job names one that was asked for before; null to begin
     */
    Progress<DoctorView> doctor(@Nullable String job) throws RefusedException;
}
