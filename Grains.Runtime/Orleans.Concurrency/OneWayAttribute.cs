namespace Orleans.Concurrency;

/// <summary>Marks a method whose caller waits for nothing, not even for an error.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;
