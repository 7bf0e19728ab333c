namespace Orleans.Concurrency;

/// <summary>Marks a method that interleaves with every other call, whatever the grain class says.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;
