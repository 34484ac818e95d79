// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import java.util.Map;
import java.util.Set;

/** What objects that protect APIs need to know of AWS. */
public interface ProtectionWishes {

    /** Ids of the APIs of an account and region that objects protect: these are read whole. */
    Set<String> protectedApis(String accountId, String region);

    /** Whether an object wants an API of an account and region to write logs. */
    boolean logs(String accountId, String region);

    /** By id of an API, names of the authorizers that objects have or name there; without APIs of which none does. */
    Map<String, Set<String>> authorizers(String accountId, String region);
}
