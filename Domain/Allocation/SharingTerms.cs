namespace MetalOrleans.Domain.Allocation;

/// <summary>On which terms an address is shared: equal for all Services that hold it (S-030).</summary>
/// <param name="SharingKey">The sharing key (S-006); empty means the address is not shared.</param>
/// <param name="BackendKey">The backend key (S-031).</param>
internal readonly record struct SharingTerms(string SharingKey, string BackendKey)
{
    /// <summary>Whether anybody may join at all.</summary>
    public bool AllowSharing => SharingKey.Length > 0;

    /// <summary>The terms that a request brings.</summary>
    public static SharingTerms Of(AllocationRequest request) => new(request.SharingKey, request.BackendKey);
}
