// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads lists of AWS to their end, bounded. */
public final class Pages {

    private Pages() {}

    /**
     * All items of a list.
     *
     * @param most pages
     * @throws AwsFailure also when the list has more than {@code most} pages, so that a part is never taken for the whole
     */
    public static <T> List<T> all(
            Accounts accounts,
            Accounts.Account account,
            String region,
            Operation operation,
            Caller caller,
            Function<@Nullable String, Page<T>> page,
            int most)
            throws InterruptedException {
        var items = new ArrayList<T>();
        String position = null;
        for (var number = 0; number < most; number++) {
            var at = position;
            var next = accounts.call(account, region, operation, caller, () -> page.apply(at));
            items.addAll(next.items());
            position = next.next();
            if (position == null) {
                return items;
            }
        }
        throw new AwsFailure(
                AwsFailure.Kind.LIMIT_EXCEEDED, operation, "TooManyPages", "more than " + most + " pages", null, null);
    }
}
