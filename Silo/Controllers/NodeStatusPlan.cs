using System.Collections.Immutable;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Silo.Controllers;

/// <summary>What has to be written so that there is one object for each node that has something to report, and no other.</summary>
internal static class NodeStatusPlan
{
    /// <summary>Compares what there is with what there shall be.</summary>
    /// <param name="wanted">The objects that there shall be, as they would be created, by node.</param>
    /// <param name="existing">Those that there are, in any order; of two of one node the older stays.</param>
    /// <param name="nodeOf">The node that an object is about; null when it does not say.</param>
    /// <param name="says">Whether the first reports what the second does.</param>
    /// <param name="withStatusOf">The first with the status of the second.</param>
    public static StatusPlan<T> Make<T>(
        ImmutableSortedDictionary<string, T> wanted,
        IEnumerable<T> existing,
        Func<T, string?> nodeOf,
        Func<T, T, bool> says,
        Func<T, T, T> withStatusOf)
        where T : class, IKubernetesResource<T>
    {
        var deletions = ImmutableArray.CreateBuilder<T>();
        var updates = ImmutableArray.CreateBuilder<T>();
        var missing = wanted;
        foreach (var held in existing.OrderBy(item => item.Metadata.CreationTimestamp)
            .ThenBy(item => item.Metadata.Name, StringComparer.Ordinal))
        {
            if (nodeOf(held) is not { } node || !missing.TryGetValue(node, out var shall))
            {
                deletions.Add(held);
                continue;
            }

            missing = missing.Remove(node);
            if (!says(held, shall))
            {
                updates.Add(withStatusOf(held, shall));
            }
        }

        return new StatusPlan<T>(deletions.ToImmutable(), updates.ToImmutable(), [.. missing.Values]);
    }
}
