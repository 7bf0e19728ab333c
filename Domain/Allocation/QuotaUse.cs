namespace MetalOrleans.Domain.Allocation;

/// <summary>How much of a quota a namespace uses.</summary>
/// <param name="Quota">The quota's name.</param>
/// <param name="Namespace">The namespace.</param>
/// <param name="Limit">The addresses it may hold of the pool.</param>
/// <param name="InUse">The addresses it holds.</param>
public readonly record struct QuotaUse(string Quota, string Namespace, int Limit, int InUse);
