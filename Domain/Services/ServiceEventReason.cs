namespace MetalOrleans.Domain.Services;

/// <summary>The reasons of events about Services, spelled as operators and alerts know them (section 2.6).</summary>
public static class ServiceEventReason
{
    /// <summary>Addresses were allocated, or a second one added (S-052, S-053).</summary>
    public const string IPAllocated = "IPAllocated";

    /// <summary>No address could be allocated (S-053).</summary>
    public const string AllocationFailed = "AllocationFailed";

    /// <summary>The present addresses may not be held any longer (S-048).</summary>
    public const string ClearAssignment = "ClearAssignment";

    /// <summary>A second family was wanted and not to be had (S-052).</summary>
    public const string AdditionalAssignFailed = "AdditionalAssignFailed";

    /// <summary>The Service moved out of a pool that is being drained.</summary>
    public const string PoolDrained = "PoolDrained";

    /// <summary>The Service should leave a pool that is being drained, and no other pool takes it.</summary>
    public const string PoolDrainBlocked = "PoolDrainBlocked";

    /// <summary>The number of addresses asked for makes no sense.</summary>
    public const string InvalidAddressCount = "InvalidAddressCount";

    /// <summary>The requested addresses are malformed (S-050).</summary>
    public const string LoadBalancerFailed = "LoadBalancerFailed";

    /// <summary>RequireDualStack without two cluster IPs (S-043). The spaces are MetalLB's .</summary>
    public const string NotEnoughClusterIPs = "not enough clusterips";

    /// <summary>The family of the present addresses cannot be told (S-045).</summary>
    public const string NoLoadBalancerIPsFamily = "nolbIPsIPFamily";

    /// <summary>The family of the cluster IPs cannot be told (S-046).</summary>
    public const string NoClusterIPsFamily = "noclusterIPsIPFamily";

    /// <summary>A pool answered what it may not answer (S-054).</summary>
    public const string InternalError = "InternalError";

    /// <summary>The Service carries an annotation with the old prefix (S-009).</summary>
    public const string DeprecatedAnnotation = "deprecatedAnnotation";
}
