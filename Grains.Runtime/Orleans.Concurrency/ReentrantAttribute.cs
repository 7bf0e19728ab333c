namespace Orleans.Concurrency;

/// <summary>Marks a grain class whose calls all interleave at their awaits.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute;
