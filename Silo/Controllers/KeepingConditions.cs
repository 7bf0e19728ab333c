using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Kubernetes.Resources;
using PoolPolicy = MetalOrleans.Kubernetes.Resources.PoolPolicy;

namespace MetalOrleans.Silo.Controllers;

/// <summary>The conditions of reservations and policies beside <c>Accepted</c>.</summary>
internal static class KeepingConditions
{
    private const string DrainedType = "Drained";

    /// <summary>The resource with a condition; the very same one when it has it.</summary>
    public static T With<T>(T resource, Condition wanted, DateTimeOffset now)
        where T : class, IConditionedResource<T>
    {
        var conditions = ConditionMapping.Set(
            resource.Conditions, wanted with { ObservedGeneration = resource.Metadata.Generation }, now);
        return ReferenceEquals(conditions, resource.Conditions) ? resource : resource.WithConditions(conditions!);
    }

    /// <summary>The policy with <c>Drained</c> for as long as its pool is drained, and without it otherwise.</summary>
    public static PoolPolicy WithDrained(PoolPolicy policy, PoolState state, PoolKeeping? keeping, DateTimeOffset now)
    {
        if (state == PoolState.Draining && keeping is not null)
        {
            return With(policy, Drained(keeping), now);
        }

        var others = policy.Status?.Conditions?.FindAll(condition => condition.Type != DrainedType);
        return others is null || others.Count == policy.Status!.Conditions!.Count
            ? policy
            : policy with { Status = policy.Status with { Conditions = others } };
    }

    /// <summary>Whether every address of a reservation is kept for its owner.</summary>
    public static Condition Ready(ReservationReport report) => new()
    {
        Type = "Ready",
        Status = report.Condition == ReservationCondition.Reserved ? "True" : "False",
        Reason = report.Condition.ToString(),
        Message = report.Message,
    };

    /// <summary>Whether a policy has a pool to be in force for.</summary>
    public static Condition Ready(string pool, bool isInForce, bool hasPool) => new()
    {
        Type = "Ready",
        Status = isInForce && hasPool ? "True" : "False",
        Reason = !isInForce ? "Refused" : hasPool ? "InForce" : "PoolNotFound",
        Message = !isInForce ? "the policy was not accepted"
            : hasPool ? $"in force for pool \"{pool}\""
            : $"there is no pool \"{pool}\"",
    };

    private static Condition Drained(PoolKeeping keeping) => new()
    {
        Type = DrainedType,
        Status = keeping.InUse == 0 ? "True" : "False",
        Reason = keeping.InUse == 0 ? "Empty" : "InUse",
        Message = keeping.InUse == 0
            ? "no Service has an address of the pool"
            : $"{keeping.InUse} in use, by {string.Join(", ", keeping.SomeServices)}"
                + (keeping.HasMoreServices ? " and others" : ""),
    };
}
