namespace MetalOrleans.Lab.Demo;

/// <summary>A step of the demo did not hold; the message says what was expected and what was seen.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);
