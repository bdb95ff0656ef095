// Command flux-build makes of Flux Kustomizations what the cluster gets, with the code of Flux' kustomize-controller.
//
//	flux-build build ROOT [NAME=VALUE…] < KUSTOMIZATIONS
//	flux-build read < OBJECTS
//
// ROOT is a checkout of the repository, the variables are those of the objects that substituteFrom names. For each
// Kustomization on standard input a line of JSON is printed, {"name", "namespace", "objects"}. Nothing is decrypted.
// read prints a line of JSON for each object, as Flux reads what kustomize has written.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/fluxcd/pkg/kustomize"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/yaml"
)

const lookahead = 4096

// built is what one Kustomization applies.
type built struct {
	Name      string           `json:"name"`
	Namespace string           `json:"namespace"`
	Objects   []map[string]any `json:"objects"`
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	objects, err := read(os.Stdin)
	if err != nil {
		return err
	}

	output := json.NewEncoder(os.Stdout)

	switch {
	case len(arguments) == 1 && arguments[0] == "read":
		for _, one := range objects {
			err = errors.Join(err, output.Encode(one.Object))
		}

		return err
	case len(arguments) >= 2 && arguments[0] == "build":
		for _, one := range objects {
			applied, err := build(arguments[1], one, variables(arguments[2:]))
			if err != nil {
				return fmt.Errorf("%s/%s: %w", one.GetNamespace(), one.GetName(), err)
			}

			if err := output.Encode(built{one.GetName(), one.GetNamespace(), applied}); err != nil {
				return err
			}
		}

		return nil
	default:
		return errors.New("usage: flux-build build ROOT [NAME=VALUE…] < KUSTOMIZATIONS | flux-build read < OBJECTS")
	}
}

func variables(arguments []string) map[string]any {
	values := map[string]any{}

	for _, argument := range arguments {
		name, value, _ := strings.Cut(argument, "=")
		values[name] = value
	}

	return values
}

// build does what the controller does between fetching the repository and applying the objects.
func build(root string, one unstructured.Unstructured, variables map[string]any) ([]map[string]any, error) {
	path, _, _ := unstructured.NestedString(one.Object, "spec", "path")

	folder := filepath.Join(root, path)
	if _, err := os.Stat(folder); err != nil {
		return nil, err
	}

	action, err := kustomize.NewGenerator(root, one).WriteFile(folder, kustomize.WithSaveOriginalKustomization())
	if err != nil {
		return nil, err
	}

	resources, err := kustomize.SecureBuild(root, folder, false)
	if err := errors.Join(err, kustomize.CleanDirectory(folder, action)); err != nil {
		return nil, err
	}

	_, substituted, _ := unstructured.NestedMap(one.Object, "spec", "postBuild")
	if substituted {
		one = with(one, variables)
	}

	for _, resource := range resources.Resources() {
		if !substituted {
			break
		}

		// Dry: the values are among the Kustomization's own, and no cluster is asked for them.
		done, err := kustomize.SubstituteVariables(
			context.Background(), nil, one, resource, kustomize.SubstituteWithDryRun(true))
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", resource.GetKind(), resource.GetName(), err)
		}

		if done == nil {
			continue
		}

		if _, err := resources.Replace(done); err != nil {
			return nil, err
		}
	}

	text, err := resources.AsYaml()
	if err != nil {
		return nil, err
	}

	objects, err := read(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}

	plain := make([]map[string]any, 0, len(objects))
	for _, object := range objects {
		plain = append(plain, object.Object)
	}

	return plain, nil
}

// with puts the values of substituteFrom behind those that the Kustomization gives itself.
func with(one unstructured.Unstructured, variables map[string]any) unstructured.Unstructured {
	one = *one.DeepCopy()
	own, _, _ := unstructured.NestedMap(one.Object, "spec", "postBuild", "substitute")
	all := map[string]any{}

	for _, source := range []map[string]any{variables, own} {
		for name, value := range source {
			all[name] = value
		}
	}

	one.Object["spec"].(map[string]any)["postBuild"].(map[string]any)["substitute"] = all

	return one
}

func read(source io.Reader) ([]unstructured.Unstructured, error) {
	var objects []unstructured.Unstructured

	decoder := yaml.NewYAMLOrJSONDecoder(source, lookahead)
	for {
		var object unstructured.Unstructured
		if err := decoder.Decode(&object.Object); errors.Is(err, io.EOF) {
			return objects, nil
		} else if err != nil {
			return nil, err
		}

		if len(object.Object) > 0 {
			objects = append(objects, object)
		}
	}
}
