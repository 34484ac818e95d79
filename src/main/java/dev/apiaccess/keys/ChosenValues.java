// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.keys;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.Permission;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.kube.KeySecrets;
import dev.apiaccess.model.KeptValue;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.snapshot.ObjectStore;
import dev.apiaccess.snapshot.Snapshots;
import dev.apiaccess.status.StoredKeys;

/** Whether the owner of a grant may have chosen the value of its key. */
public final class ChosenValues {

    private final ObjectStore objects;
    private final Snapshots snapshots;
    private final KeySecrets secrets;

    public ChosenValues(ObjectStore objects, Snapshots snapshots, KeySecrets secrets) {
        this.objects = objects;
        this.snapshots = snapshots;
        this.secrets = secrets;
    }

    /** True for a grant that may import values, and for a value that was handed over once, which its consumer may store again. */
    public boolean mayChoose(UnitKey.ApiKeyUnit unit, KeptValue value) {
        return objects.grant(unit.namespace(), unit.name())
                .filter(grant -> imports(grant)
                        || secrets.number(value)
                                .filter(number -> StoredKeys.isServed(grant, number))
                                .isPresent())
                .isPresent();
    }

    private boolean imports(ApiKeyGrant grant) {
        return snapshots.take().intent(grant) instanceof Verdict.Wanted<KeyIntent>(var intent)
                && intent.tenant().may().contains(Permission.ImportKey);
    }
}
