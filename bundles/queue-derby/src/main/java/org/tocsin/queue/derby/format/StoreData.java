// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.format;

/**
 * The store as a whole.
 *
 * @param version of the schema
 * @param identity 16 characters {@code [0-9a-f]} that no other store has
 * @param commits how many there were
 * @param lastOrder the last order number that was given
 * @param generation of submission ids; the table {@code submission_0} or {@code submission_1} takes them, by turns
 * @param generationSince when it began, in milliseconds since 1970
 */
public record StoreData(
        int version, String identity, long commits, long lastOrder, int generation, long generationSince) {

    /** The row's bytes; the stamp is the number of commits. */
    public byte[] seal() {
        RecordWriter payload = new RecordWriter(64);
        payload.putInt(version);
        payload.putText(identity);
        payload.putLong(commits);
        payload.putLong(lastOrder);
        payload.putInt(generation);
        payload.putLong(generationSince);
        return Envelope.seal(Kind.STORE, commits, payload);
    }

    /** What an envelope of kind {@link Kind#STORE} holds. */
    public static StoreData of(Envelope envelope) {
        RecordReader from = envelope.read();
        return new StoreData(
                from.getInt(), from.getText(), from.getLong(), from.getLong(), from.getInt(), from.getLong());
    }
}
