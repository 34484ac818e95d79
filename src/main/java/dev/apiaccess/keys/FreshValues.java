// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.keys;

import dev.apiaccess.exec.FreshKeys;
import dev.apiaccess.kube.KeyStore;
import dev.apiaccess.model.KeptValue;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.UnitKey;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Makes key values, and knows which of them certainly no other key has. The content of a Secret proves nothing: an editor could put the
 * value of another owner's key there, and an import would overwrite that key. So this process has to have made the value, the Secret has to
 * be as this process wrote it, and no key may have been made with it: its consumer may have used it elsewhere.
 */
public final class FreshValues implements FreshKeys {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 40;

    private final SecureRandom random = new SecureRandom();
    private final KeyStore secrets;
    private final BiPredicate<UnitKey.ApiKeyUnit, KeptValue> mayChoose;

    /** @param mayChoose whether the owner of a grant may have chosen the kept value: the grant imports values, or had this one before */
    public FreshValues(KeyStore secrets, BiPredicate<UnitKey.ApiKeyUnit, KeptValue> mayChoose) {
        this.secrets = secrets;
        this.mayChoose = mayChoose;
    }

    /** 40 characters of 62, about 238 bits. */
    KeyValue next() {
        var text = new StringBuilder(LENGTH);
        for (var index = 0; index < LENGTH; index++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new KeyValue(text.toString());
    }

    @Override
    public boolean mayBeFresh(UnitKey.ApiKeyUnit unit, KeptValue value) {
        return secrets.mayBeFresh(value);
    }

    @Override
    public Optional<KeyValue> fresh(UnitKey.ApiKeyUnit unit, KeptValue value) {
        return secrets.fresh(value);
    }

    @Override
    public Optional<KeyValue> toCreate(UnitKey.ApiKeyUnit unit, KeptValue value) {
        return mayChoose.test(unit, value) ? value.read() : secrets.proven(value);
    }

    @Override
    public void made(UnitKey.ApiKeyUnit unit, KeptValue value, String keyId) {
        secrets.created(value, keyId);
    }
}
