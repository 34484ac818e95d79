// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.exec.FreshKeys;
import dev.apiaccess.model.Digest;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.UnitKey;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes the values of keys, and knows for which grant this process made one. What a Secret says proves nothing: whoever may edit it
 * could put the value of somebody else's key there, and an import would overwrite that key. A value that was used once is not known
 * any more: its consumer may have gone on with it elsewhere.
 */
final class FreshValues implements FreshKeys {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 40;

    /** Twice what a region holds. Of older ones it is not known any more that they were made here: their keys are created singly. */
    private static final int MOST = 20_000;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, String> grants = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST;
        }
    });

    /** 40 characters of 62, about 238 bits. */
    KeyValue next(String namespace, String grant) {
        var text = new StringBuilder(LENGTH);
        for (var index = 0; index < LENGTH; index++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        var value = new KeyValue(text.toString());
        grants.put(digest(value), namespace + "/" + grant);
        return value;
    }

    @Override
    public boolean isFresh(UnitKey.KeyUnit unit, KeyValue value) {
        return (unit.namespace() + "/" + unit.name()).equals(grants.get(digest(value)));
    }

    @Override
    public void spent(KeyValue value) {
        grants.remove(digest(value));
    }

    private static String digest(KeyValue value) {
        return Digest.sha256(value.reveal());
    }
}
