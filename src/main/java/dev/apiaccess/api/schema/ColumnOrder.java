// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api.schema;

import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.util.Comparator;
import java.util.List;

/** Puts the printer columns into reading order; the generator sorts them by JSON path. */
final class ColumnOrder implements CRDPostProcessor {
    private static final List<String> ORDER =
            List.of("Summary", "Ready", "Reason", "Drifted", "Grants", "Expires", "Waiting", "Age");

    /** Sorts the columns of all versions; a column that has no place in the order is an error of ours. */
    @Override
    public HasMetadata process(HasMetadata crd, String crdSpecVersion) {
        if (crd instanceof CustomResourceDefinition definition) {
            definition
                    .getSpec()
                    .getVersions()
                    .forEach(version ->
                            version.getAdditionalPrinterColumns().sort(Comparator.comparingInt(ColumnOrder::place)));
        }
        return crd;
    }

    private static int place(CustomResourceColumnDefinition column) {
        int place = ORDER.indexOf(column.getName());
        if (place < 0) {
            throw new IllegalStateException("no place for the column " + column.getName() + " among " + ORDER);
        }
        return place;
    }
}
