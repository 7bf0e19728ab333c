namespace Orleans.Concurrency;

/// <summary>Marks a method that changes nothing: such calls interleave with each other, and with no other call.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;
