namespace Orleans.Runtime;

/// <summary>What can be called by its identity: grains, observers, and references to them.</summary>
public interface IAddressable;
